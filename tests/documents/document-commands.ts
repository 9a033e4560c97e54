// Every command that the documents name, and the files of the repository that they may name.
import { execFileSync } from 'node:child_process';

import { documents, type Code } from '../../libs/markdown/src/document.ts';
import { isProgram } from './command-needs.ts';
import { shellCommands, type ShellCommand } from './shell-commands.ts';

export const DOCUMENTS = documents();

/** The files of the repository in Git. */
export const TRACKED = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');

/** The files and folders at the root of the repository. */
export const TOP_LEVEL = new Set(TRACKED.map((path) => path.split('/', 1)[0]!));

/** Paths that only commands write, so that a fresh clone lacks them. */
export const WRITTEN = new Set(['dist/apps/']);

/** The values, each once. */
export const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** The document and the line of a code. */
export const where = ({ document, line }: Code) => `${document}:${line}`;

/** Whether `npm run lessons:check` runs the commands of a document, in their order and on a cluster. */
export const isLesson = (path: string): boolean =>
  path.startsWith('scenarios/') || ['docs/learn.md', 'docs/demo.md'].includes(path);

/** Every command of the documents, with the place of its block or of its code in a line. */
export const COMMANDS: (ShellCommand & { readonly place: string })[] = DOCUMENTS.flatMap(
  ({ shellBlocks, inlineCode }) => {
    const inline = inlineCode.filter(({ text }) => {
      const [first] = shellCommands(text);
      return first && isProgram(first.program) && (first.args.length > 0 || first.program.includes('/'));
    });
    return shellBlocks
      .concat(inline)
      .flatMap((code) => shellCommands(code.text).map((command) => Object.assign(command, { place: where(code) })));
  },
);
