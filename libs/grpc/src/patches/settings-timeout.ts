import type { Socket } from 'node:net';

import { credentials, type ChannelCredentials } from '@grpc/grpc-js';

/** Time limit for the server's HTTP/2 SETTINGS frame after connect (grpc/grpc-node#2785). */
const SETTINGS_TIMEOUT_MS = 5000;

/** Internal to grpc-js 1.14.7 (channel-credentials.js:111, called by subchannel.js:107), whose sockets have no public API. */
const CREATE_CONNECTOR = '_createSecureConnector';

/**
 * Credentials without encryption, whose connections are closed if the server sends nothing within the time limit.
 * Http2SubchannelConnector (grpc-js, transport.js) waits for SETTINGS without a limit, so that the channel stays CONNECTING for
 * ever if a host accepts the connection and sends nothing, as a frozen one does.
 *
 * @throws Error if grpc-js has no such internal function
 */
export function insecureWithSettingsTimeout(): ChannelCredentials {
  const plain = credentials.createInsecure();
  const createConnector = plain[CREATE_CONNECTOR].bind(plain);
  plain[CREATE_CONNECTOR] = (...parameters) => {
    const connector = createConnector(...parameters);
    const connect = (socket: Socket) => {
      setTimeout(() => socket.bytesRead === 0 && socket.destroy(), SETTINGS_TIMEOUT_MS).unref();
      return connector.connect(socket);
    };
    return { ...connector, connect };
  };
  return plain;
}
