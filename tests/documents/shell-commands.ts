import { parse } from 'shell-quote';

/** One program with its arguments, as a shell would start it. */
export interface ShellCommand {
  /** The line of a document that it stands in, without its comment. */
  readonly line: string;
  /** Variables that are set for it alone. */
  readonly environment: Readonly<Record<string, string>>;
  readonly program: string;
  readonly args: readonly string[];
}

/** Words of the shell itself, after which a program may follow. */
const KEYWORDS = new Set(['until', 'while', 'do', 'then', 'if', 'export', 'eval', '$']);
const REDIRECTIONS = new Set(['>', '>>', '>&', '<']);
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/** The commands of a block, in their order; those within `$(…)` and `<(…)` too. */
export function shellCommands(block: string): ShellCommand[] {
  const lines = block.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => commandsOfLine(line));
}

function commandsOfLine(line: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let isTarget = false;
  const end = () => {
    const command = commandFrom(words, line.split(' #', 1)[0]?.trim() ?? '');
    if (command) commands.push(command);
    words = [];
  };
  for (const token of parse(line, (name) => `$${name}`)) {
    if (typeof token === 'string') {
      // A command within quotes is text to the parser.
      const [, inner] = /^\$\((.*)\)$/s.exec(token) ?? [];
      if (inner !== undefined) commands.push(...commandsOfLine(inner));
      else if (!isTarget) words.push(token);
      isTarget = false;
    } else if ('pattern' in token) words.push(token.pattern);
    else if ('comment' in token) break;
    else if (REDIRECTIONS.has(token.op)) isTarget = true;
    else end();
  }
  end();
  return commands;
}

function commandFrom(words: readonly string[], line: string): ShellCommand | undefined {
  const environment: Record<string, string> = {};
  for (const [index, word] of words.entries()) {
    const [, name, value] = ASSIGNMENT.exec(word) ?? [];
    if (name !== undefined && value !== undefined) environment[name] = value;
    else if (!KEYWORDS.has(word)) return { line, environment, program: word, args: words.slice(index + 1) };
  }
  return undefined;
}
