import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SERVICES } from '#configuration';

import { freePorts } from '../../libs/testbed/src/free-ports.ts';
import { startProcesses, type RunningProcesses } from '../../libs/testbed/src/processes.ts';
import { needOf, npmScript } from './command-needs.ts';
import { documents } from './markdown.ts';
import { shellCommands, type ShellCommand } from './shell-commands.ts';

/** What a program writes once it is there to be used. */
const readyText = (line: string) => (line.includes('npm start') ? 'Ready. Try' : '"msg":"ready"');

const RUN_HERE = documents()
  .flatMap(({ shellBlocks, inlineCode }) => shellBlocks.concat(inlineCode))
  .flatMap(({ text }) => shellCommands(text))
  .filter(({ program, args }) => (program === 'npm' || program === 'npx') && args.length > 0 && args[0] !== 'ci')
  .filter((command) => needOf(command) === 'nothing');

const linesOf = (wanted: (command: ShellCommand) => boolean) => [
  ...new Set(RUN_HERE.filter(wanted).map(({ line }) => line)),
];

const isLoad = (command: ShellCommand) => npmScript(command) === 'load';
const isServer = (command: ShellCommand) => npmScript(command) === 'start' || command.args[1] === 'serve';

/** A command line as bash runs it, in a group of its own, with all that it writes. */
function start(line: string, environment: Readonly<Record<string, string>> = {}) {
  const child = spawn('bash', ['-c', line], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const program = { output: '', ended: once(child, 'close').then(([code]) => code as number | null), stop };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (program.output += String(chunk)));
  function stop(): void {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM');
  }
  return program;
}

describe('a command of the documents that ends by itself', () => {
  it.each(linesOf((command) => !isLoad(command) && !isServer(command)))('%s ends with 0', async (line) => {
    const program = start(line);
    const code = await program.ended;
    expect({ code, output: code === 0 ? '' : program.output }).toEqual({ code: 0, output: '' });
  });
});

describe('a load of the documents', () => {
  let services: RunningProcesses;

  beforeAll(async () => {
    services = await startProcesses({ environment: { LOG_LEVEL: 'warn' } });
  });
  afterAll(() => services[Symbol.asyncDispose]());

  it.each(linesOf((command) => isLoad(command) && !command.line.includes('--url')))(
    '%s loses nothing',
    async (line) => {
      const url = new URL(services.productUrl).origin;
      const program = start(`${line}${line.includes(' -- ') ? '' : ' --'} --url ${url}`);
      const code = await program.ended;
      expect({ code, output: program.output }).toMatchObject({
        code: 0,
        output: expect.stringContaining('requests in'),
      });
    },
  );
});

describe('a server of the documents', () => {
  it.each(linesOf(isServer))('%s gets ready, and ends on SIGTERM', async (line) => {
    const variables = Object.values(SERVICES).flatMap(({ variable }) => [
      `${variable}_HTTP_PORT`,
      `${variable}_GRPC_PORT`,
    ]);
    const ports = await freePorts(variables.length);
    const environment = Object.fromEntries(variables.map((variable, index) => [variable, `${ports[index]}`]));
    const program = start(line, { ...environment, HTTP_PORT: '0', GRPC_PORT: '0', LOG_FORMAT: 'json' });
    try {
      await expect.poll(() => program.output, { timeout: 120_000 }).toContain(readyText(line));
    } finally {
      program.stop();
      await program.ended;
    }
  });
});
