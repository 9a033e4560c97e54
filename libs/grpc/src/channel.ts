import { Channel } from '@grpc/grpc-js';

import { installClientPatches } from './patches/install-patches.ts';
import { insecureWithSettingsTimeout } from './patches/settings-timeout.ts';

/**
 * Opens the one channel that a process keeps to a service for all of its life. It balances over every address that DNS
 * returns, and reconnects within about a second: by default gRPC waits up to two minutes before it tries an address again, and
 * 30 seconds before it asks DNS again. The channel retries no call that a backend may have received, since retries are up to
 * the mesh (docs/scope.md). A call that a backend refused, as when it replaces an old connection, is sent once more.
 */
export function openChannel(host: string, port: number): Channel {
  installClientPatches();
  const authority = host.includes(':') ? `[${host}]` : host;
  return new Channel(`dns:///${authority}:${port}`, insecureWithSettingsTimeout(), {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    // The service configuration is the one above, so that no TXT record needs to be looked up.
    'grpc.service_config_disable_resolution': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.dns_min_time_between_resolutions_ms': 1000,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5000,
    'grpc.enable_channelz': 0,
    // grpc_proxy, https_proxy and http_proxy are for destinations outside: a backend is in the network of its client.
    'grpc.enable_http_proxy': 0,
  });
}
