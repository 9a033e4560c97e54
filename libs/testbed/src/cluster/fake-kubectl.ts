// For specs: a kubectl without a cluster.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** One call of kubectl. */
export interface KubectlCall {
  readonly args: readonly string[];
  /** What `--filename=-` read. */
  readonly input: string;
}

/** A kubectl first on PATH, until the end of the `await using` block. */
export interface FakeKubectl extends AsyncDisposable {
  /** The calls since the last time. */
  calls(): KubectlCall[];
}

/**
 * Puts a kubectl first on PATH that records its calls.
 *
 * @param respond JavaScript that runs at each call, with its `args`, and `earlier`, the command lines before it
 */
export async function startFakeKubectl(respond: string): Promise<FakeKubectl> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'kubectl-'));
  const program = join(folder.path, 'kubectl');
  const recorded = join(folder.path, 'recorded');
  const all = join(folder.path, 'all');
  writeFileSync(
    program,
    `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const input = args.includes('--filename=-') ? readFileSync(0, 'utf8') : '';
const earlier = readFileSync(${JSON.stringify(all)}, 'utf8').split('\\n').filter(Boolean);
appendFileSync(${JSON.stringify(recorded)}, JSON.stringify({ args, input }) + '\\n');
appendFileSync(${JSON.stringify(all)}, args.join(' ') + '\\n');
${respond}
`,
  );
  chmodSync(program, 0o755);
  for (const file of [recorded, all]) writeFileSync(file, '');
  const path = process.env['PATH'];
  process.env['PATH'] = [folder.path, path].join(delimiter);
  return {
    calls: () => {
      const lines = readFileSync(recorded, 'utf8').split('\n').filter(Boolean);
      writeFileSync(recorded, '');
      return lines.map((line) => JSON.parse(line) as KubectlCall);
    },
    [Symbol.asyncDispose]: async () => {
      process.env['PATH'] = path;
      await folder[Symbol.asyncDispose]();
    },
  };
}
