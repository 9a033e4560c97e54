import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SERVICES, type ServiceName } from '#configuration';

import { startProcesses, type RunningProcesses } from '../../libs/testbed/src/processes.ts';
import { run } from '../../libs/testbed/src/run.ts';
import { STARTED_PORTS } from './command-needs.ts';
import { COMMANDS, isLesson, unique } from './document-commands.ts';

/** What a response has, by a part of its curl line. */
const EXPECTED_OUTPUT: readonly (readonly [part: string, output: RegExp])[] = [
  ['view=hops', /"hops":\[/],
  ['D- ', /^server-timing: /im],
  ['.html', /^<!doctype html>/],
  ['/metrics', /^# HELP /m],
  ['/events', /^event: hop$/m],
  ['x-fault', /^\{"productId":9310301,/],
  ['/productInventory', /^9\d$/],
  ['/reservations', /"replayed":(?:false|true)\}$/],
  ['/product', /^\{"product/],
];

describe('a curl line of a document', () => {
  let services: RunningProcesses;

  beforeAll(async () => {
    services = await startProcesses({ environment: { PATH: process.env['PATH']!, FAULTS: 'on', LOG_LEVEL: 'warn' } });
  }, 60_000);
  afterAll(() => services[Symbol.asyncDispose]());

  const lines = unique(
    COMMANDS.filter(
      ({ program, line, place }) =>
        program === 'curl' && STARTED_PORTS.test(line) && line.startsWith('curl') && !isLesson(place.split(':', 1)[0]!),
    ).map(({ line }) => line),
  );

  it.each(lines)('%s is responded to as it says', async (line) => {
    const output = await run('bash', ['-c', withPorts(line, services).replace(/^curl/, 'curl --silent --fail')]);
    expect(output).toMatch(EXPECTED_OUTPUT.find(([part]) => line.includes(part))?.[1] ?? /./);
  });

  it('is among at least ten', () => {
    expect(lines.length).toBeGreaterThanOrEqual(10);
  });
});

/** A command with the ports of a running product in place of the default ones. */
function withPorts(line: string, { httpPorts }: RunningProcesses): string {
  return (Object.keys(SERVICES) as ServiceName[]).reduce(
    (text, name) => text.replaceAll(`localhost:${SERVICES[name].httpPort}`, `127.0.0.1:${httpPorts[name]}`),
    line,
  );
}
