import type { Socket } from 'node:net';

import { Channel, credentials, type ChannelCredentials } from '@grpc/grpc-js';

import { letGoOfSentCalls } from './ended-calls.ts';

/** So soon a server must say a first word on a new connection. */
const FIRST_WORD_WITHIN_MS = 5000;

/** Internal to grpc-js, which has no other way to its sockets. */
const CREATE_CONNECTOR = '_createSecureConnector';

// For the connections of all channels, which nothing but grpc-js's own class sees.
letGoOfSentCalls();

/**
 * Opens the one channel that a process keeps to a service, for all of its life. It balances over every address that DNS
 * gives, and heals within about a second: gRPC's own defaults wait up to two minutes before they try an address again,
 * and 30 seconds before they ask DNS again. It retries nothing that a backend may have seen, since a mesh does, or nobody
 * (docs/scope.md); only what a backend refused unseen, as when it replaces an old connection, is sent once more.
 */
export function openChannel(host: string, port: number): Channel {
  const authority = host.includes(':') ? `[${host}]` : host;
  return new Channel(`dns:///${authority}:${port}`, plaintext(), {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    // The service configuration is the one above, so that no TXT record needs to be looked up.
    'grpc.service_config_disable_resolution': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.dns_min_time_between_resolutions_ms': 1000,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5000,
    'grpc.enable_channelz': 0,
    // grpc_proxy, https_proxy and http_proxy are for what is outside: a backend is in the same network as its client.
    'grpc.enable_http_proxy': 0,
  });
}

/**
 * No encryption, and no endless wait: a host that accepts a connection and then falls silent, as a frozen one does,
 * would otherwise be waited for until the process ends (grpc/grpc-node#2785).
 */
function plaintext(): ChannelCredentials {
  const plain = credentials.createInsecure();
  const createConnector = plain[CREATE_CONNECTOR].bind(plain);
  plain[CREATE_CONNECTOR] = (...parameters) => {
    const connector = createConnector(...parameters);
    const connect = (socket: Socket) => {
      setTimeout(() => socket.bytesRead === 0 && socket.destroy(), FIRST_WORD_WITHIN_MS).unref();
      return connector.connect(socket);
    };
    return { ...connector, connect };
  };
  return plain;
}
