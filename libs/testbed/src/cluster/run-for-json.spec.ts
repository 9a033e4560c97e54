import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { run } from '../run.ts';
import { bundleOf, FROM_STDIN } from './program-bundle.ts';
import { runFileForJson, runForJson } from './run-for-json.ts';

const program = (text: string) => [process.execPath, '--eval', text];

it('a program in a container resolves with the JSON that it prints', async () => {
  expect(await runForJson(program('console.log(JSON.stringify({ status: "OK" }))'))).toEqual({ status: 'OK' });
});

it('a program that prints nothing and exits with 0 rejects with its command line and standard error', async () => {
  const running = runForJson(program('console.error("the stream was closed")'));
  await expect(running).rejects.toThrow(
    `${process.execPath} --eval console.error("the stream was closed") ended with 0, but printed nothing: the stream was closed`,
  );
});

it('a program whose output is cut rejects with this output', async () => {
  await expect(runForJson(program('console.log(`{"status":`)'))).rejects.toThrow('but printed no JSON: {"status":');
});

it('a program that fails rejects with its exit code', async () => {
  await expect(runForJson(program('process.exit(3)'))).rejects.toThrow('ended with 3');
});

it('a file in a container resolves with the JSON that it prints, whatever its exit code', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'program-'));
  const file = join(folder.path, 'program.ts');
  writeFileSync(file, 'console.log(JSON.stringify(process.argv.slice(-2))); process.exitCode = 1;');
  expect(await runFileForJson([process.execPath], file, ['a', 'b'])).toEqual(['a', 'b']);
});

it('a bundle of which node gets nothing or a part exits with a code other than 0', async () => {
  const bundle = await bundleOf('libs/testbed/src/load/load-until-sigterm.ts');
  for (const input of ['', 'await 0;', bundle.slice(0, 1000)]) {
    const running = run(process.execPath, [...FROM_STDIN, '{}'], { input });
    await expect(running).rejects.toThrow(/ended with (70: The program did not reach its end|1: )/);
  }
});
