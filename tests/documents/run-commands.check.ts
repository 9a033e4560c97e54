import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BackgroundProgram } from '../../libs/testbed/src/background-program.ts';
import { freeServicePorts, startEnvironment } from '../../libs/testbed/src/environment.ts';
import { startProcesses, type RunningProcesses } from '../../libs/testbed/src/processes.ts';
import { needOf, npmScript } from './command-needs.ts';
import { documents } from '../../libs/markdown/src/document.ts';
import { isLesson } from './document-commands.ts';
import { shellCommands, type ShellCommand } from './shell-commands.ts';

/** What a server prints once it is ready. */
const readyText = (line: string) => (line.includes('npm start') ? 'Ready. Try' : '"msg":"ready"');

const RUN_HERE = documents()
  .filter(({ path }) => !isLesson(path))
  .flatMap(({ shellBlocks, inlineCode }) => shellBlocks.concat(inlineCode))
  .flatMap(({ text }) => shellCommands(text))
  .filter(({ program, args }) => (program === 'npm' || program === 'npx') && args.length > 0 && args[0] !== 'ci')
  .filter((command) => needOf(command) === 'nothing');

const linesOf = (wanted: (command: ShellCommand) => boolean) => [
  ...new Set(RUN_HERE.filter(wanted).map(({ line }) => line)),
];

const isLoad = (command: ShellCommand) => npmScript(command) === 'load';
const isServer = (command: ShellCommand) => npmScript(command) === 'start' || command.args[1] === 'serve';

/** Runs a command line by bash, in a process group of its own. */
const start = (line: string, environment: Readonly<Record<string, string>> = {}): BackgroundProgram =>
  new BackgroundProgram(['bash', '-c', line], { env: { ...process.env, ...environment }, detached: true });

describe('a command of the documents that ends by itself', () => {
  it.each(linesOf((command) => !isLoad(command) && !isServer(command)))('%s ends with 0', async (line) => {
    const program = start(line);
    const [code] = await program.closed;
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
      const [code] = await program.closed;
      expect({ code, output: program.output }).toMatchObject({
        code: 0,
        output: expect.stringMatching(/requests in|"failed": 0,|0 lost, 0 repeated, 0 reordered/),
      });
    },
  );
});

describe('a server of the documents', () => {
  it.each(linesOf(isServer))('%s gets ready, and ends on SIGTERM', async (line) => {
    const environment = startEnvironment(await freeServicePorts());
    await using program = start(line, { ...environment, HTTP_PORT: '0', GRPC_PORT: '0', LOG_FORMAT: 'json' });
    await expect.poll(() => program.output, { timeout: 120_000 }).toContain(readyText(line));
  });
});
