import { existsSync, globSync, readFileSync, statSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { run } from '../../libs/testbed/src/run.ts';
import { NEED_OF_SCRIPT, needOf, npmScript } from './command-needs.ts';
import { COMMANDS, DOCUMENTS, TOP_LEVEL, unique, WRITTEN } from './document-commands.ts';
import { shellCommands } from './shell-commands.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** Commands of Nx that take no project. */
const NX_COMMANDS = new Set(['run-many', 'affected', 'graph']);

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

  it('gives options to a script behind --, without which npm takes them for its own', () => {
    const taken = COMMANDS.flatMap((command) => {
      const script = npmScript(command);
      if (script === undefined || script === 'ci') return [];
      const behind = command.args.slice(command.args.indexOf(script) + 1);
      return /^-./.test(behind[0] ?? '') && behind[0] !== '--' ? [`${command.place}: ${command.line}`] : [];
    });
    expect(taken).toEqual([]);
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
    expect(unique(profiles).toSorted()).toEqual(['postgres', 'v2']);
    expect(services.flatMap((service) => service.profiles ?? [])).toEqual(expect.arrayContaining(unique(profiles)));
    const images = COMMANDS.flatMap(({ args }) => args.filter((arg) => arg.startsWith('product-gateway/')));
    for (const image of images) expect(services.map((service) => service.image)).toContain(image);
  });

  it.each(['load', 'conformance', 'bench:mesh'])(
    'has only options that npm run %s -- --help lists, and they are accepted',
    async (script) => {
      const file = scripts[script]!.split(' ').at(-1)!;
      const help = await run(process.execPath, [file, '--help']);
      const used = COMMANDS.filter((command) => npmScript(command) === script).flatMap(({ args }) => optionsOf(args));
      expect(used.length).toBeGreaterThan(0);
      for (const option of unique(used)) expect(help).toMatch(new RegExp(`^ +${option}\\b`, 'm'));
    },
  );

  it.each(['bench', 'bench:profile'])('has only options that npm run %s declares', (script) => {
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

function optionsOf(args: readonly string[]): string[] {
  return args.filter((arg) => /^--\w/.test(arg)).map((arg) => arg.split('=', 1)[0]!);
}
