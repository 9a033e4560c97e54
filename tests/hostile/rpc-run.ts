import { once } from 'node:events';
import { connect, type ClientHttp2Session } from 'node:http2';
import { createConnection } from 'node:net';

import { status } from '@grpc/grpc-js';

import type { Random } from './random.ts';
import { nextFrames, nextRpc, type HostileRpc } from './rpc-requests.ts';
import { forEachConcurrently, type Tally } from './tally.ts';

const CONCURRENCY = 32;
/** Of a hundred RPCs, how many are a connection of random frames. */
const FRAMES_PERCENT = 5;
/** A stream that a server leaves open, as health's Watch, is cancelled after so long. */
const STREAM_TIMEOUT_MS = 15_000;

/** What docs/errors.md has, and what gRPC itself makes of a client's mistake. */
const DOCUMENTED = new Set([
  status.OK,
  status.CANCELLED,
  status.INVALID_ARGUMENT,
  status.DEADLINE_EXCEEDED,
  status.NOT_FOUND,
  status.RESOURCE_EXHAUSTED,
  status.UNIMPLEMENTED,
  status.UNAVAILABLE,
]);
/** HTTP statuses by which gRPC over HTTP/2 refuses what is no RPC. */
const NO_RPC = new Set(['404', '405', '415']);

/** Sends hostile RPCs to gRPC ports of the loopback address and judges every status. */
export async function runRpc(ports: readonly number[], count: number, random: Random, tally: Tally): Promise<void> {
  const sessions = new Map<number, ClientHttp2Session>();
  const sessionTo = (port: number) => {
    const open = sessions.get(port);
    if (open && !open.closed && !open.destroyed) return open;
    const session = connect(`http://127.0.0.1:${port}`).on('error', () => undefined);
    sessions.set(port, session);
    return session;
  };
  let sent = 0;
  const next = () => {
    if (sent === count) return undefined;
    sent += 1;
    const port = random.pick(ports);
    return random.chance(FRAMES_PERCENT) ? { port, frames: nextFrames(random) } : { port, rpc: nextRpc(random) };
  };
  await forEachConcurrently(next, CONCURRENCY, async ({ port, frames, rpc }) => {
    if (frames) tally.count('frames', await sendFrames(port, frames));
    else judge(rpc, await call(sessionTo(port), rpc), tally);
  });
  for (const session of sessions.values()) session.destroy();
}

/** Resolves with a gRPC status name, an HTTP status or how the stream ended without one. */
function call(session: ClientHttp2Session, { headers, body, reset }: HostileRpc): Promise<string> {
  return new Promise((resolve) => {
    let outcome = 'closed without a status';
    const noteStatus = (received: Record<string, unknown>) => {
      const code = received['grpc-status'];
      if (code !== undefined) outcome = status[Number(code)] ?? `status ${String(code)}`;
      else if (received[':status'] !== undefined && received[':status'] !== 200) outcome = String(received[':status']);
    };
    try {
      const stream = session.request(headers, { endStream: false });
      stream.setTimeout(STREAM_TIMEOUT_MS, () => {
        outcome = 'still open';
        stream.close(8);
      });
      stream
        .on('response', noteStatus)
        .on('trailers', noteStatus)
        .on('error', () => undefined)
        .on('close', () =>
          resolve(stream.rstCode && outcome.startsWith('closed') ? `RST_STREAM ${stream.rstCode}` : outcome),
        )
        .resume();
      if (reset === undefined) return void stream.end(body);
      stream.write(body, () => stream.close(reset));
    } catch (error) {
      resolve(`not sent: ${(error as NodeJS.ErrnoException).code}`);
    }
  });
}

function judge(rpc: HostileRpc, outcome: string, tally: Tally): void {
  tally.count(rpc.kind, outcome);
  const code = status[outcome as keyof typeof status];
  const isAllowed =
    DOCUMENTED.has(code) ||
    (code === status.INTERNAL && rpc.mayBeInternal) ||
    NO_RPC.has(outcome) ||
    // The client itself ended it, or its connection after a flood of resets.
    rpc.reset !== undefined ||
    outcome.startsWith('not sent') ||
    /^RST_STREAM (0|7|8)$/.test(outcome);
  if (!isAllowed) tally.fault(`${rpc.kind}: ${outcome}`, `${JSON.stringify(rpc.headers)} ${rpc.body.toString('hex')}`);
}

async function sendFrames(port: number, frames: Buffer): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port })
    .on('error', () => undefined)
    .resume();
  const timeout = AbortSignal.timeout(STREAM_TIMEOUT_MS);
  socket.end(frames);
  try {
    await once(socket, 'close', { signal: timeout });
    return 'closed';
  } catch {
    // A server may wait for the rest of a frame.
    socket.destroy();
    return 'still open';
  }
}
