// `npm run interop`: runs the gRPC project's interop cases for unary calls by every transport, against servers of grpc-go and
// grpc-js, directly and through Envoy. docs/interop.md has the result.
import { GRPC_TRANSPORTS, openUnaryChannel, type GrpcTransportName } from '#grpc';
import { writeSection } from '#markdown';

import { interruption } from '../../libs/testbed/src/interruption.ts';
import { logProgress, runCommand } from '../../libs/testbed/src/run-command.ts';
import { CASES, runCase } from './cases.ts';
import { ADDRESSES, startEndpoints, versions, type Endpoint } from './endpoints.ts';
import type { InteropCase } from './interop-case.ts';
import { interopOptionsFrom, USAGE, type InteropOptions } from './interop-options.ts';
import { interopMarkdown, interopText, type InteropResult } from './interop-report.ts';
import { nameOf } from './server-name.ts';

await runCommand({ read: interopOptionsFrom, usage: USAGE, run: interop });

async function interop(options: InteropOptions, args: readonly string[]): Promise<number> {
  let results: InteropResult[];
  try {
    results = await runAll(options, interruption());
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
  const command = ['npm run interop', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  const report = { command, versions: versions(), results };
  console.log(interopText(report));
  if (options.write) writeSection('docs/interop.md', 'interop', interopMarkdown(report));
  return results.some(({ result }) => result.kind === 'failed') ? 1 : 0;
}

async function runAll(options: InteropOptions, interrupted: AbortSignal): Promise<InteropResult[]> {
  await using resources = new AsyncDisposableStack();
  const { name } = resources.use(nameOf(ADDRESSES));
  logProgress('building and starting the servers');
  const endpoints = await startEndpoints(resources, options.write || Boolean(process.env['CI']));

  const runBy = (transport: GrpcTransportName, interopCase: InteropCase, { port, reason, missing }: Endpoint) => {
    if (port === undefined) return { kind: 'skipped', reason } as const;
    const context = {
      openChannel: () => openUnaryChannel(transport, ADDRESSES[0], port),
      openChannelToTwoServers: () => openUnaryChannel(transport, name, port),
      missing,
      soakIterations: options.soakIterations,
      concurrentCalls: options.concurrentCalls,
    };
    return runCase(interopCase, context, interrupted);
  };

  const results: InteropResult[] = [];
  for (const interopCase of CASES.filter((each) => options.cases.includes(each.name))) {
    logProgress(interopCase.name);
    for (const transport of GRPC_TRANSPORTS) {
      for (const endpoint of endpoints) {
        const result = await runBy(transport, interopCase, endpoint);
        interrupted.throwIfAborted();
        results.push({ caseName: interopCase.name, transport, endpoint: endpoint.name, result });
      }
    }
  }
  return results;
}
