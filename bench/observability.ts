// Measures what being observable costs: the CPU time of a request with hops, metrics and request logs as they are by
// default, beside that without them and that of the least which can do the work. bench/README.md says how to read it.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { CONCURRENCY } from './load.ts';
import { summarise, table, type Round } from './report.ts';
import { measureRounds, type Variant } from './rounds.ts';

const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '36' },
    requests: { type: 'string', default: '1000' },
    with: { type: 'string', multiple: true, default: [] },
    'max-ratio': { type: 'string', default: 'Infinity' },
    json: { type: 'string' },
  },
});
const plan = { rounds: atLeast(1, 'rounds'), requests: atLeast(CONCURRENCY, 'requests') };
const maxRatio = atLeast(1, 'max-ratio');
if (process.platform !== 'linux') fail(new Error('CPU time is read from /proc, which only Linux has.'));

const floor: NonNullable<Variant['program']> = (service) =>
  service === 'gateway' ? ['bench/floor/gateway.ts'] : ['bench/floor/backend.ts', service];
const variants: Variant[] = [
  { name: 'floor', program: floor, environment: {} },
  { name: 'disabled', environment: { HOPS: 'off', METRICS: 'off', LOG_LEVEL: 'warn' } },
  { name: 'default', environment: {} },
];
if (given.with.length > 0) {
  const environment = Object.fromEntries(given.with.map((setting) => setting.split('=', 2)));
  variants.push({ name: given.with.join(' '), environment });
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort(new Error(`Stopped by ${signal}.`)));
}
console.error(`Starting ${variants.length} variants of five services …`);
const rounds = await measureRounds(variants, plan, onRound, interrupted.signal).catch((error: Error) =>
  fail(interrupted.signal.aborted ? (interrupted.signal.reason as Error) : error),
);

const names = variants.map(({ name }) => name);
const summaries = (of: string[], other?: string) =>
  Object.fromEntries(of.map((name) => [name, summarise(rounds, name, other)]));
const conditions = { node: process.version, cores: availableParallelism(), concurrency: CONCURRENCY, ...plan };
const microseconds = summaries(names);
const timesDisabled = summaries(names.slice(2), 'disabled');
const timesFloor = summaries(names.slice(1), 'floor');
console.log(`
CPU time of a request over ${plan.rounds} rounds of 2 × ${plan.requests} requests (least to most of a round), none failed.
Node ${conditions.node}, ${conditions.cores} cores, ${CONCURRENCY} requests at a time.

${table('µs', microseconds, 0)}

${table('times disabled', timesDisabled, 3)}

${table('times floor', timesFloor, 2)}
`);
if (given.json) {
  const report = { conditions, microseconds, timesDisabled, timesFloor, rounds };
  writeFileSync(given.json, `${JSON.stringify(report, null, 2)}\n`);
}
const ratio = timesDisabled['default']?.all.overall ?? Number.NaN;
if (ratio > maxRatio) fail(new Error(`All five take ${ratio.toFixed(3)} times the CPU, more than ${maxRatio}.`));

function onRound(round: Round, count: number): void {
  const costs = Object.entries(round).map(([name, { all }]) => `${name} ${all.toFixed(0)} µs`);
  const once = (round['default']?.all ?? 0) / (round['disabled']?.all ?? 0);
  console.error(`round ${count} of ${plan.rounds}: ${costs.join(', ')}; default / disabled ${once.toFixed(3)}`);
}

function atLeast(least: number, option: 'rounds' | 'requests' | 'max-ratio'): number {
  const value = Number(given[option]);
  return value >= least ? value : fail(new Error(`--${option} is ${given[option]}, but must be at least ${least}`));
}

function fail(error: Error): never {
  console.error(error.message);
  process.exit(1);
}
