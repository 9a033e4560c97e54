import { Client, credentials } from '@grpc/grpc-js';

/**
 * Opens the one channel that a process keeps to a service, for all of its life. It balances over every address that DNS
 * gives, and heals within about a second: gRPC's own defaults wait up to two minutes before they try an address again,
 * and 30 seconds before they ask DNS again. It retries nothing that a backend may have seen, since a mesh does, or nobody
 * (docs/scope.md); only what a backend refused unseen, as when it replaces an old connection, is sent once more.
 */
export function openChannel(host: string, port: number): Client {
  const authority = host.includes(':') ? `[${host}]` : host;
  return new Client(`dns:///${authority}:${port}`, credentials.createInsecure(), {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.dns_min_time_between_resolutions_ms': 1000,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5000,
    'grpc.enable_channelz': 0,
  });
}
