import { startProcesses, type Processes } from '../libs/testing/src/start-processes.ts';
import { CONTENDERS } from './contenders/contenders.ts';
import type { Answered } from './load/closed-loop.ts';
import { openLoop, prepareOpenLoop, type OpenLoop } from './load/open-loop.ts';
import { PRODUCT_JSON } from './product.ts';
import { residentMemory, type Resident } from './resident-memory.ts';
import { takeRounds, type Round } from './rounds.ts';
import { startTime } from './start-time.ts';

export const PRODUCT = 'product-gateway';
export const CONCURRENCIES = [1, 8, 64] as const;

/** Hops and metrics as they are by default; what is written to a log depends on who reads it. */
const ENVIRONMENT = { LOG_LEVEL: 'warn', NODE_ENV: 'production' };
/** About a third of what a contender can do on two slow cores. */
const STEADY: OpenLoop = { requestsPerSecond: 150, seconds: 4 };
const STARTS = 5;
/** One process of a program can differ from the next by a few percent for all of its life. */
const FLEETS = 2;

export interface Competition {
  /** By the name of a contender: why it did not take part. */
  readonly absent: Readonly<Record<string, string>>;
  readonly rounds: readonly Round[];
  readonly atRate: OpenLoop;
  /** By the names of contenders; empty without Go, which the load is made of. */
  readonly openLoop: Readonly<Record<string, readonly Answered[]>>;
  readonly memory: Readonly<Record<string, readonly { readonly idle: Resident; readonly loaded: Resident }[]>>;
  /** Milliseconds from the start of a gateway to its first answer. */
  readonly starts: Readonly<Record<string, readonly number[]>>;
}

/** A turn's name in rounds. */
export const turnOf = (contender: string, concurrency: number): string => `${contender} at ${concurrency}`;

/** Runs the product side by side with all contenders. */
export async function compete(
  { rounds: wanted, seconds }: { readonly rounds: number; readonly seconds: number },
  tell: (progress: string) => void,
  signal: AbortSignal,
): Promise<Competition> {
  const absent: Record<string, string> = {};
  const variants: (Processes & { name: string })[] = [{ name: PRODUCT, environment: ENVIRONMENT }];
  for (const { name, command, prepare } of CONTENDERS) {
    tell(`preparing ${name}`);
    const reason = await prepare();
    if (reason === undefined) variants.push({ name, environment: ENVIRONMENT, command });
    else absent[name] = reason;
  }
  const isSteady = await prepareOpenLoop();
  const names = variants.map(({ name }) => name);
  const empty = <T>() => Object.fromEntries(names.map((name) => [name, [] as T[]]));
  const steady = empty<Answered>();
  const memory = empty<{ idle: Resident; loaded: Resident }>();
  const starts = empty<number>();
  const rounds: Round[] = [];

  for (let fleet = 1; fleet <= FLEETS; fleet += 1) {
    tell(`fleet ${fleet} of ${FLEETS}: starting ${names.join(', ')}`);
    await using running = new AsyncDisposableStack();
    const started = [];
    for (const variant of variants) {
      const services = running.use(await startProcesses({ ...variant, signal }));
      const answer = await (await fetch(services.productUrl)).text();
      if (answer !== PRODUCT_JSON) throw new Error(`${variant.name} answers something else than the product.`);
      started.push({ variant, services, idle: residentMemory(services) });
    }
    const participants = started.flatMap(({ variant: { name }, services }) =>
      CONCURRENCIES.map((concurrency) => ({
        name: turnOf(name, concurrency),
        services,
        url: services.productUrl,
        concurrency,
        seconds,
      })),
    );
    rounds.push(...(await takeRounds(participants, Math.ceil(wanted / FLEETS), tell, signal)));
    for (const { variant, services, idle } of started) {
      memory[variant.name]?.push({ idle, loaded: residentMemory(services) });
      tell(`${variant.name}: at a steady rate, and starting anew`);
      if (isSteady) steady[variant.name]?.push(await openLoop(services.productUrl, STEADY, signal));
      for (let start = 0; start < STARTS; start += 1) {
        starts[variant.name]?.push(await startTime(services, variant));
      }
    }
  }
  return { absent, rounds, atRate: STEADY, openLoop: isSteady ? steady : {}, memory, starts };
}
