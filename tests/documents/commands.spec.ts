import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { SERVICES, type ServiceName } from '#configuration';

import { gatewaySettings } from '../../apps/gateway/src/gateway.config.ts';
import { ERRORS } from '../../libs/errors/src/errors.ts';
import { backendSettings, computedOptionsSettings } from '../../libs/service-runtime/src/service.settings.ts';
import { startProcesses, type RunningProcesses } from '../../libs/testbed/src/processes.ts';
import { run } from '../../libs/testbed/src/run.ts';
import { isProgram, NEED_OF_SCRIPT, needOf, npmScript, STARTED_PORTS } from './command-needs.ts';
import { documents, type Code } from '../../libs/markdown/src/document.ts';
import { shellCommands, type ShellCommand } from './shell-commands.ts';

const DOCUMENTS = documents();
const TRACKED = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');
const TOP_LEVEL = new Set(TRACKED.map((path) => path.split('/', 1)[0]!));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** What commands write, so that a clone has it only after them. */
const WRITTEN = new Set(['dist/apps/']);
/** Commands of Nx that take no project. */
const NX_COMMANDS = new Set(['run-many', 'affected', 'graph']);
/** Names in capitals that other projects gave. */
const NAMES_OF_OTHERS = new Set(['NODE_OPTIONS', 'GF_PATHS_PROVISIONING', 'INTERNAL_ERROR', 'GATEWAY_URL']);

/** What a response has, by a part of its curl line. */
const EXPECTED_OUTPUT: readonly (readonly [part: string, output: RegExp])[] = [
  ['view=hops', /"hops":\[/],
  ['D- ', /^server-timing: /im],
  ['.html', /^<!doctype html>/],
  ['/metrics', /^# HELP /m],
  ['x-fault', /^\{"productId":9310301,/],
  ['/productInventory', /^93$/],
  ['/product', /^\{"product/],
];

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const where = ({ document, line }: Code) => `${document}:${line}`;

/** Every command of the documents, with the place of its block or of its code in a line. */
const COMMANDS: (ShellCommand & { readonly place: string })[] = DOCUMENTS.flatMap(({ shellBlocks, inlineCode }) => {
  const inline = inlineCode.filter(({ text }) => {
    const [first] = shellCommands(text);
    return first && isProgram(first.program) && (first.args.length > 0 || first.program.includes('/'));
  });
  return shellBlocks
    .concat(inline)
    .flatMap((code) => shellCommands(code.text).map((command) => Object.assign(command, { place: where(code) })));
});

describe('a command in a document', () => {
  it('is in the table of the check, which prints what it does not run', () => {
    const notRun = new Map<string, string[]>();
    for (const command of COMMANDS) {
      const need = needOf(command);
      if (need !== 'nothing') notRun.set(need, [...(notRun.get(need) ?? []), command.line]);
    }
    for (const [need, lines] of notRun) {
      console.log(
        `not run here, needs ${need}:\n${unique(lines)
          .map((line) => `  ${line}`)
          .join('\n')}`,
      );
    }
    expect(COMMANDS.length).toBeGreaterThan(100);
  });

  it('is refused if it is not in the table of the check', () => {
    expect(() => needOf(shellCommands('frobnicate --now')[0]!)).toThrow('"frobnicate --now" is not known');
    expect(() => needOf(shellCommands('npm run constructor')[0]!)).toThrow('is not known');
  });

  it('names a script that package.json has', () => {
    const named = COMMANDS.map((command) => ({ place: command.place, script: npmScript(command) }));
    const missing = named.filter(
      ({ script }) => script !== undefined && script !== 'ci' && !Object.hasOwn(scripts, script),
    );
    expect(missing).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const missing = COMMANDS.flatMap(({ args, program, place }) =>
      [program, ...args.flatMap((arg) => [arg, arg.split('=').at(-1)!])]
        .filter((word) => TOP_LEVEL.has(word.split('/', 1)[0]!) && word.includes('/'))
        .filter((path) => !existsSync(path) && !WRITTEN.has(path))
        .map((path) => `${place}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('is executable if it is a file', () => {
    const files = unique(COMMANDS.map(({ program }) => program).filter((program) => existsSync(program)));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect([file, statSync(file).mode & 0o111]).not.toEqual([file, 0]);
  });

  it('names a target and a project of Nx that exist', () => {
    const nx = COMMANDS.filter(({ program, args }) => program === 'npx' && args[0] === 'nx');
    expect(nx.length).toBeGreaterThan(3);
    const missing = nx.filter(({ args: [, target, project] }) => {
      if (NX_COMMANDS.has(target ?? '')) return false;
      const [path] = globSync(`{apps,libs}/${project}/project.json`);
      if (!path) return true;
      const { targets } = JSON.parse(readFileSync(path, 'utf8')) as { targets: object };
      return !Object.hasOwn(targets, target ?? '');
    });
    expect(missing).toEqual([]);
  });

  it('names a profile and an image of compose.yaml', () => {
    interface Compose {
      services: Record<string, { image: string; profiles?: string[] }>;
    }
    const services = Object.values(
      (parseYaml(readFileSync('compose.yaml', 'utf8'), { merge: true }) as Compose).services,
    );
    const profiles = COMMANDS.flatMap(({ args }) => args.filter((_, index) => args[index - 1] === '--profile'));
    expect(unique(profiles)).toEqual(['v2']);
    expect(services.flatMap((service) => service.profiles ?? [])).toEqual(expect.arrayContaining(unique(profiles)));
    const images = COMMANDS.flatMap(({ args }) => args.filter((arg) => arg.startsWith('product-gateway/')));
    for (const image of images) expect(services.map((service) => service.image)).toContain(image);
  });

  it.each(['load', 'conformance'])(
    'has only options that npm run %s -- --help lists, and they are accepted',
    async (script) => {
      const file = scripts[script]!.split(' ').at(-1)!;
      const help = await run(process.execPath, [file, '--help']);
      const used = COMMANDS.filter((command) => npmScript(command) === script).flatMap(({ args }) => optionsOf(args));
      expect(used.length).toBeGreaterThan(0);
      for (const option of unique(used)) expect(help).toMatch(new RegExp(`^ +${option}\\b`, 'm'));
    },
  );

  it.each(['bench', 'bench:profile', 'bench:mesh'])('has only options that npm run %s declares', (script) => {
    const source = readFileSync(scripts[script]!.split(' ').at(-1)!, 'utf8');
    const used = COMMANDS.filter((command) => npmScript(command) === script).flatMap(({ args }) => optionsOf(args));
    for (const option of unique(used)) expect(source).toMatch(new RegExp(`\\b${option.slice(2)}\\b`));
  });
});

describe('CONTRIBUTING.md', () => {
  it('has every script of package.json, but those that npm runs before another', () => {
    const documented = new Set(COMMANDS.map(npmScript));
    const texts = new Set(DOCUMENTS.flatMap(({ inlineCode }) => inlineCode.map(({ text }) => text)));
    const missing = Object.keys(scripts).filter(
      (script) => !script.startsWith('pre') && !documented.has(script) && !texts.has(script),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(NEED_OF_SCRIPT).filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

describe('a document', () => {
  it('links to files and headings that exist', () => {
    const broken = DOCUMENTS.flatMap(({ path, links }) =>
      links
        .filter(({ url }) => !/^[a-z]+:/.test(url))
        .filter(({ url }) => {
          const [file, anchor] = url.split('#') as [string, string | undefined];
          const target = file === '' ? path : normalize(join(dirname(path), file));
          if (!existsSync(target)) return true;
          if (anchor === undefined) return false;
          return !DOCUMENTS.find((document) => document.path === target)?.anchors.has(anchor);
        })
        .map(({ url, line }) => `${path}:${line}: ${url}`),
    );
    expect(broken).toEqual([]);
  });

  it('names paths of the repository that exist', () => {
    const missing = DOCUMENTS.flatMap(({ inlineCode }) =>
      inlineCode
        .filter(
          ({ text }) => /^[\w.{},*<>/-]+$/.test(text) && text.includes('/') && TOP_LEVEL.has(text.split('/', 1)[0]!),
        )
        .filter(({ text }) => !WRITTEN.has(text) && globSync(text.replaceAll(/<\w+>/g, '*')).length === 0)
        .map((code) => `${where(code)}: ${code.text}`),
    );
    expect(missing).toEqual([]);
  });

  it('names only environment variables that something reads', () => {
    const unknown = DOCUMENTS.flatMap(({ inlineCode, shellBlocks }) =>
      [...inlineCode, ...shellBlocks].flatMap((code) =>
        [...code.text.matchAll(/(?<![\w.$/])([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?=$|[=\s,`])/g)]
          .map(([, name]) => name!)
          .filter((name) => !isRead(name))
          .map((name) => `${where(code)}: ${name}`),
      ),
    );
    expect(unknown).toEqual([]);
  });
});

describe('a curl line of a document', () => {
  let services: RunningProcesses;

  beforeAll(async () => {
    services = await startProcesses({ environment: { PATH: process.env['PATH']!, FAULTS: 'on', LOG_LEVEL: 'warn' } });
  }, 60_000);
  afterAll(() => services[Symbol.asyncDispose]());

  const lines = unique(
    COMMANDS.filter(
      ({ program, line }) => program === 'curl' && STARTED_PORTS.test(line) && line.startsWith('curl'),
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

function optionsOf(args: readonly string[]): string[] {
  return args.filter((arg) => /^--\w/.test(arg)).map((arg) => arg.split('=', 1)[0]!);
}

/** Whether a service, a script or a tool of ours reads a variable, or the name is none at all. */
function isRead(name: string): boolean {
  return (
    name.startsWith('OTEL_') ||
    Object.hasOwn({ ...gatewaySettings, ...backendSettings('price'), ...computedOptionsSettings }, name) ||
    Object.values(SERVICES).some(({ variable }) => [`${variable}_HTTP_PORT`, `${variable}_GRPC_PORT`].includes(name)) ||
    Object.keys(status).includes(name) ||
    Object.keys(ERRORS).some((code) => code.toUpperCase().replaceAll('-', '_') === name) ||
    NAMES_OF_OTHERS.has(name) ||
    sources().some((source) => source.includes(name))
  );
}

let sourcesRead: string[] | undefined;

/** Programs and settings that may read a variable. */
function sources(): string[] {
  sourcesRead ??= TRACKED.filter((path) => /(^|\/)(Dockerfile|run)$|\.(sh|mjs|ts|yaml|yml|env)$/.test(path))
    .filter((path) => !path.startsWith('docs/') && !path.endsWith('.spec.ts') && existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
  return sourcesRead;
}
