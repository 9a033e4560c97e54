import { describe, expect, it } from 'vitest';

import { run, runForBytes } from './run.ts';

const node = (code: string) => ['--eval', code];

describe('run', () => {
  it('resolves with the standard output of a program that reads its input', async () => {
    const echo = node('process.stdin.pipe(process.stdout)');
    expect(await run(process.execPath, echo, { input: 'some text' })).toBe('some text');
  });

  it('resolves even if the program ends before it has read its input', async () => {
    expect(await run(process.execPath, node(''), { input: 'x'.repeat(1_000_000) })).toBe('');
  });

  it('rejects with the command line, the exit code and both outputs of a program that fails', async () => {
    const failing = run(process.execPath, node(`console.log('out'); console.error('err'); process.exitCode = 3`));
    await expect(failing).rejects.toMatchObject({
      message: expect.stringMatching(/--eval .* ended with 3: err\nout\n$/) as string,
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('rejects with ENOENT if there is no such program', async () => {
    await expect(run('no-such-program', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('ends the program when its signal aborts', async () => {
    const interrupted = new AbortController();
    const running = run(process.execPath, node('setInterval(() => {}, 1000)'), { signal: interrupted.signal });
    interrupted.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('keeps bytes that are no text as they are', async () => {
    const bytes = await runForBytes(process.execPath, node('process.stdout.write(Buffer.from([0xff, 0, 0xfe]))'));
    expect([...bytes]).toEqual([0xff, 0, 0xfe]);
  });
});
