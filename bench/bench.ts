// Measures the product side by side with baselines that respond with the same bytes, and what more products and options cost.
// bench/README.md says how to read the result.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { writeSection } from '#markdown';

import { interruption } from '../libs/testbed/src/interruption.ts';
import type { BenchReport } from './bench-report.ts';
import { compare } from './comparison.ts';
import { GRPC_CLIENTS, PRODUCT_AND_BASELINES } from './programs.ts';
import { grow } from './growth.ts';
import { soak } from './soak.ts';
import { markdownOf } from './tables.ts';

const PARTS = ['comparison', 'growth', 'soak'] as const;
/** Not among the parts of docs/benchmarks.md: its table is in docs/adr/0024. */
const ALL_PARTS = [...PARTS, 'clients'] as const;
/** Names that --only had before, and still takes. */
const FORMER_PARTS: Readonly<Record<string, string>> = { competition: 'comparison' };
const GROWTH = { count: 4, seconds: 1 };
const SOAK = { requests: 200_000, mostSeconds: 220 };

const { values: given } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [...PARTS] },
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const plan = { count: atLeast(1, 'rounds'), seconds: atLeast(1, 'seconds') };
const parts = given.only.map((part) => FORMER_PARTS[part] ?? part);
for (const part of parts) {
  if (!ALL_PARTS.includes(part as never)) fail(`--only is ${part}, but must be one of ${ALL_PARTS.join(', ')}`);
}
if (process.platform !== 'linux') fail('CPU time and memory are read from /proc, which only Linux has.');
if (spawnSync('wrk', ['--version']).error) fail('The load is made by wrk, which is missing: apt-get install wrk');

const signal = interruption();
const startedAt = performance.now();
const progressOf = (part: string) => (progress: string) =>
  console.error(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${part}: ${progress}`);

try {
  const report: BenchReport = {
    conditions: {
      machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
      node: process.version,
      ...(spawnSync('go', ['version']).error
        ? {}
        : { go: spawnSync('go', ['env', 'GOVERSION']).stdout.toString().trim() }),
      rounds: `${plan.count}, with samples of ${plan.seconds} s`,
    },
    ...(parts.includes('comparison') && {
      comparison: await compare(PRODUCT_AND_BASELINES, plan, progressOf('comparison'), signal),
    }),
    ...(parts.includes('clients') && {
      clients: await compare(GRPC_CLIENTS, plan, progressOf('clients'), signal),
    }),
    ...(parts.includes('growth') && { growth: await grow(GROWTH, progressOf('growth'), signal) }),
    ...(parts.includes('soak') && { soaked: await soak(SOAK, progressOf('soak'), signal) }),
  };
  const text = markdownOf(report);
  console.log(text);
  if (given.json) writeFileSync(given.json, `${JSON.stringify(report, null, 2)}\n`);
  if (given.write) writeSection('docs/benchmarks.md', 'bench', text);
} catch (error) {
  fail(((signal.aborted ? signal.reason : error) as Error).message);
}

function atLeast(least: number, option: 'rounds' | 'seconds'): number {
  const value = Number(given[option]);
  if (Number.isInteger(value) && value >= least) return value;
  return fail(`--${option} is ${given[option]}, but must be a whole number from ${least} on`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
