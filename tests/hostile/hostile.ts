// `npm run hostile`: sends hostile requests to the five services and checks every response. docs/robustness.md has the result of
// a long run.
import { parseArgs } from 'node:util';

import { markdownTable, writeSection } from '#markdown';

import { wholeNumberOption } from '../../libs/testbed/src/command-options.ts';
import { logProgress, runCommand } from '../../libs/testbed/src/run-command.ts';
import { attackGateway } from './attack-gateway.ts';
import { attackServices, type Attack, type Memory } from './attack-services.ts';
import { Tally } from './tally.ts';

const USAGE = `npm run hostile -- [options]

  --http N      how many HTTP requests, 0 to 10,000,000 (20000)
  --rpc N       how many RPCs, 0 to 10,000,000 (2000)
  --backend N   how many products from backends whose responses are hostile, 0 to 10,000,000 (1000)
  --seed N      the seed of all random choices, 0 to 2147483647 (1)
  --write       put the result into docs/robustness.md
  --help        print this

Exits 0 if no process ended, every response was documented and memory came back, 1 if not, 2 on a bad option.`;

interface Plan extends Attack {
  readonly backend: number;
  readonly write: boolean;
}

await runCommand({ read: planFrom, usage: USAGE, run: attack });

async function attack(plan: Plan): Promise<number> {
  const tally = new Tally();
  const startedAt = performance.now();
  const memory = await attackServices(plan, tally, logProgress);
  if (plan.backend > 0) {
    logProgress(`${plan.backend} products from hostile backends`);
    await attackGateway(plan.backend, plan.seed + 2, tally);
  }
  report(plan, tally, memory, (performance.now() - startedAt) / 1000);
  return tally.faultCount === 0 ? 0 : 1;
}

function planFrom(args: string[]): Plan | undefined {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    args,
    options: {
      http: number('20000'),
      rpc: number('2000'),
      backend: number('1000'),
      seed: number('1'),
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const read = (option: 'http' | 'rpc' | 'backend' | 'seed', max: number) =>
    wholeNumberOption(`--${option}`, values[option], { min: 0, max });
  return {
    http: read('http', 10_000_000),
    rpc: read('rpc', 10_000_000),
    backend: read('backend', 10_000_000),
    seed: read('seed', 2 ** 31 - 1),
    write: values.write,
  };
}

function report(
  { http, rpc, backend, seed, write }: Plan,
  tally: Tally,
  memory: readonly Memory[],
  seconds: number,
): void {
  const outcomes = [...tally.outcomes].map(([kind, ofKind]) => [
    kind,
    String([...ofKind.values()].reduce((sum, count) => sum + count, 0)),
    [...ofKind]
      .toSorted(([, a], [, b]) => b - a)
      .map(([outcome, count]) => `${outcome} × ${count}`)
      .join(', '),
  ]);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const text = [
    `\`npm run hostile -- --http ${http} --rpc ${rpc} --backend ${backend} --seed ${seed}\`: ${tally.faultCount} faults, in ${Math.round(seconds)} s.`,
    markdownTable(['kind', 'responses', 'what came back'], outcomes),
    markdownTable(
      ['service', 'memory before (MB)', 'after (MB)'],
      memory.map(({ service, before, after }) => [service, megabytes(before), megabytes(after)]),
    ),
  ].join('\n\n');
  console.log(`\n${text}`);
  for (const [what, { count, sent }] of tally.faults) console.error(`\nFAULT ${count} × ${what}\n    sent: ${sent}`);
  if (write) writeSection('docs/robustness.md', 'hostile', text);
}
