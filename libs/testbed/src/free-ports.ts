import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems assign to outgoing connections and to servers that listen on port 0: from 32768 on Linux, from
 * 49152 elsewhere.
 */
const FIRST = 10_000;
const END = 32_000;

/** Processes that run at the same time have neighbouring ids, and so seldom try the ports of one another. */
const PORTS_OF_A_PROCESS = 50;

let next = 0;

/**
 * TCP ports of the loopback address on which nothing listens, no two alike. Nothing takes one of them before its user does: the
 * system assigns none of them, and no other process gets them from this function as long as this one runs.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried += 1) {
    if (tried === END - FIRST) throw new Error(`fewer than ${count} ports from ${FIRST} to ${END - 1} are free`);
    const port = FIRST + ((process.pid * PORTS_OF_A_PROCESS + next) % (END - FIRST));
    next += 1;
    if ((await isReserved(port)) && (await canListen('127.0.0.1', port))) ports.push(port);
  }
  return ports;
}

/** Reserves a port among the processes of this machine: a UDP socket of that number, which closes with the process. */
async function isReserved(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  try {
    socket.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch {
    socket.close();
    return false;
  }
}

/** Whether a server can listen there; without a port, whether this system has the address. */
export async function canListen(address: string, port = 0): Promise<boolean> {
  const server = createServer().listen(port, address);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await server[Symbol.asyncDispose]();
  return true;
}
