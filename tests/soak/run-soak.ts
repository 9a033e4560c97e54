import type { GrpcTransportName } from '../../libs/grpc/src/grpc-transports.ts';
import { BackgroundProgram } from '../../libs/testbed/src/background-program.ts';
import { freePorts } from '../../libs/testbed/src/free-ports.ts';
import { transpile } from '../../libs/testbed/src/transpile.ts';
import { until } from '../../libs/testbed/src/until.ts';
import { Replica } from './replica.ts';
import type { CallerLine, CallerPlan, CallerResult } from './soak-messages.ts';

const CALLER = 'dist/soak/caller.js';
/** How long a replica may take from its start to its first response, on however busy a machine. */
const RESPONSE_TIMEOUT_MS = 60_000;
/** Loopback addresses, of which Linux has all of 127.0.0.0/8. */
const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

export interface SoakOptions {
  readonly transport: GrpcTransportName;
  readonly calls: number;
  readonly concurrency: number;
  /** How many restarts at least. */
  readonly restarts: number;
}

export interface SoakResult extends CallerResult {
  readonly restarts: number;
  /** Exit codes of replicas other than 0. */
  readonly failedStops: readonly (number | null)[];
}

/**
 * A fault of grpc-js 1.14.7: if a connection that gets GOAWAY refuses a stream, the error of its write may end the call before
 * the stream's own end makes grpc-js send the call once more.
 */
const KNOWN_LOSS = /^UNAVAILABLE: Write error: Stream closed with error code NGHTTP2_REFUSED_STREAM/;

/** The calls that were lost by other faults than those of a transport that are known. */
export const unexpectedLosses = (transport: GrpcTransportName, { lost }: SoakResult): [what: string, count: number][] =>
  Object.entries(lost).filter(([what]) => transport !== 'grpc-js' || !KNOWN_LOSS.test(what));

/** Makes dist/soak/caller.js of the caller's TypeScript. */
export const buildCaller = (): Promise<void> => transpile(['tests/soak/caller.ts'], 'dist/soak');

/**
 * Makes calls through one channel to three replicas of price behind one name, while one replica after the other stops and is
 * started again. A replica is restarted only when the one before has responded, as in a rolling update.
 */
export async function runSoak(options: SoakOptions, onProgress: (text: string) => void): Promise<SoakResult> {
  const { transport, calls, concurrency } = options;
  await using stack = new AsyncDisposableStack();
  const [grpcPort = 0, ...httpPorts] = await freePorts(1 + ADDRESSES.length);
  const replicas = ADDRESSES.map((address, index) => new Replica(address, httpPorts[index] ?? 0, grpcPort));
  for (const replica of replicas) stack.use(replica);
  await Promise.all(replicas.map((replica) => replica.untilReady()));

  const plan: CallerPlan = { transport, calls, concurrency, addresses: ADDRESSES, port: grpcPort };
  const caller = stack.use(
    new BackgroundProgram([process.execPath, '--expose-gc', CALLER, JSON.stringify(plan)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const failedStops: (number | null)[] = [];
  let restarts = 0;
  const responded = (instance: string) =>
    until(() => caller.hasEnded || caller.stdout.includes(`{"instance":"${instance}"}`), {
      what: `${instance} responds`,
      timeoutMs: RESPONSE_TIMEOUT_MS,
      intervalMs: 20,
    });
  await Promise.all(replicas.map(({ instance }) => responded(instance)));
  const isCompleted = () => caller.stdout.includes('{"completed":');
  while (!caller.hasEnded && (!isCompleted() || restarts < options.restarts)) {
    const replica = replicas[restarts % replicas.length] as Replica;
    const code = await replica.restart();
    if (code !== 0) failedStops.push(code);
    await responded(replica.instance);
    restarts += 1;
    onProgress(`${transport}: ${restarts} restarts`);
  }
  caller.child.stdin?.end();
  await caller.closed;
  const lines = caller.stdout.split('\n').filter(Boolean);
  const last = JSON.parse(lines.at(-1) ?? '{}') as CallerLine;
  if (!('result' in last)) throw new Error(`The caller ended without a result: ${caller.output}`);
  return { ...last.result, restarts, failedStops };
}

/** Memory of the first and the last quarter of a run: the median of each. */
export function memoryOfQuarters(memory: readonly number[]): readonly [first: number, last: number] {
  const quarter = Math.floor(memory.length / 4);
  const median = (samples: readonly number[]) => samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  return [median(memory.slice(0, quarter)), median(memory.slice(-quarter))];
}
