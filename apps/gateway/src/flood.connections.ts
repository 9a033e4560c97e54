// Connections that flood a server.
import { connect, type Socket } from 'node:net';

/** A connection whose peer may close it at any time, and that writes `bytes` at once. */
export function send(port: number, bytes: string | Buffer, reads = true): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  if (reads) socket.resume();
  else socket.pause();
  socket.write(bytes);
  return socket;
}

/** Writes as much of `chunk` as the peer takes. */
export function pour(socket: Socket, chunk: Buffer): Socket {
  const write = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  return socket.on('drain', write);
}

/** Starts a flood, which lasts until it is ended. */
export type Flood = () => { end(): void };

/** So many connections at once. */
export const connections =
  (count: number, open: () => Socket): Flood =>
  () => {
    const sockets = Array.from({ length: count }, open);
    return { end: () => sockets.forEach((socket) => socket.destroy()) };
  };
