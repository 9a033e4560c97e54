// `npm run soak`: many calls over each gRPC transport while their servers restart one after the other. docs/robustness.md has the
// result of a long run.
import { parseArgs } from 'node:util';

import { markdownTable, writeSection } from '#markdown';

import { GRPC_TRANSPORTS, type GrpcTransportName } from '../../libs/grpc/src/grpc-transports.ts';
import { wholeNumberOption } from '../../libs/testbed/src/command-options.ts';
import { logProgress, runCommand } from '../../libs/testbed/src/run-command.ts';
import { buildCaller, memoryOfQuarters, runSoak, unexpectedLosses, type SoakResult } from './run-soak.ts';

const MAX_CALLS = 100_000_000;
const CONCURRENCY = 32;
/** By how much the memory of the last quarter may exceed that of the first. */
const MAX_GROWTH = 0.1;

const USAGE = `npm run soak -- [options]

  --calls N       how many calls over each transport, 1000 to 100,000,000 (200000)
  --transport T   one of ${GRPC_TRANSPORTS.join(', ')} (all of them)
  --write         put the result into docs/robustness.md
  --help          print this

Exits 0 if no response was lost or mixed up and memory did not grow by more than a tenth, 1 if not, 2 on a bad option.
grpc-js loses a few calls by a fault of its own, which are counted and allowed.`;

interface Plan {
  readonly calls: number;
  readonly transports: readonly GrpcTransportName[];
  readonly write: boolean;
}

await runCommand({ read: planFrom, usage: USAGE, run: soak });

async function soak({ calls, transports, write }: Plan): Promise<number> {
  await buildCaller();
  const results: [GrpcTransportName, SoakResult][] = [];
  for (const transport of transports) {
    const result = await runSoak({ transport, calls, concurrency: CONCURRENCY, restarts: 3 }, logProgress);
    logProgress(`${transport}: ${result.calls} calls in ${Math.round(result.seconds)} s`);
    results.push([transport, result]);
  }
  const text = report(calls, results);
  console.log(text);
  if (write) writeSection('docs/robustness.md', 'soak', text);
  const faults = results.flatMap(([transport, result]) =>
    faultsOf(transport, result).map((fault) => `${transport}: ${fault}`),
  );
  for (const fault of faults) console.error(`FAULT ${fault}`);
  return faults.length === 0 ? 0 : 1;
}

function planFrom(args: string[]): Plan | undefined {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '200000' },
      transport: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const calls = wholeNumberOption('--calls', values.calls, { min: 1000, max: MAX_CALLS });
  const transports = GRPC_TRANSPORTS.filter((transport) => transport === (values.transport ?? transport));
  if (transports.length === 0) {
    throw new Error(`--transport is "${values.transport}", but must be one of ${GRPC_TRANSPORTS.join(', ')}`);
  }
  return { calls, transports, write: values.write };
}

function faultsOf(transport: GrpcTransportName, result: SoakResult): string[] {
  const { mixedUp, failedStops, memory } = result;
  const [first, last] = memoryOfQuarters(memory);
  return [
    ...unexpectedLosses(transport, result).map(([what, count]) => `${count} calls lost: ${what}`),
    ...mixedUp.map((what) => `response mixed up: ${what}`),
    ...failedStops.map((code) => `a replica ended with ${code}`),
    ...(last > first * (1 + MAX_GROWTH) ? [`memory grew from ${first} to ${last} bytes`] : []),
  ];
}

function report(calls: number, results: readonly (readonly [GrpcTransportName, SoakResult])[]): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const rows = results.map(([transport, result]) => {
    const [first, last] = memoryOfQuarters(result.memory);
    const lost = Object.values(result.lost).reduce((sum, count) => sum + count, 0);
    return [
      transport,
      String(result.calls),
      String(result.restarts),
      String(lost),
      String(result.mixedUp.length),
      `${megabytes(first)} → ${megabytes(last)}`,
      megabytes(result.residentBytes),
      String(Math.round(result.seconds)),
    ];
  });
  const header = [
    'transport',
    'calls',
    'restarts',
    'lost',
    'mixed up',
    'heap after GC, first and last quarter (MB)',
    'resident (MB)',
    'seconds',
  ];
  return `\`npm run soak -- --calls ${calls}\`\n\n${markdownTable(header, rows)}`;
}
