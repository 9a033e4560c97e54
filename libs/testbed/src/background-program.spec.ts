import { describe, expect, it } from 'vitest';

import { BackgroundProgram } from './background-program.ts';

const node = (code: string, options = {}) => new BackgroundProgram([process.execPath, '--eval', code], options);
const FOREVER = 'setInterval(() => {}, 1000);';

describe('a program in the background', () => {
  it('is awaited until its output has a match of each pattern, in either stream', async () => {
    await using program = node(`console.log('port 1234'); console.error('name gateway'); ${FOREVER}`);
    expect(await program.printed(/name (\w+)/, /port (\d+)/)).toEqual(['gateway', '1234']);
    expect([program.stdout, program.stderr]).toEqual(['port 1234\n', 'name gateway\n']);
  });

  it('rejects with its output if it ends before it has printed what is awaited', async () => {
    await using program = node(`console.log('no port'); process.exitCode = 3`);
    await expect(program.printed(/port (\d+)/)).rejects.toThrow(/ended \(3\):\nno port\n$/);
    expect(program.hasEnded).toBe(true);
  });

  it('ends on SIGTERM, with an exit code after all of its output', async () => {
    const code = `process.on('SIGTERM', () => { console.log('bye'); process.exit(5); }); console.log('up'); ${FOREVER}`;
    await using program = node(code);
    await program.printed(/(up)/);
    expect(await program.stop()).toBe(5);
    expect(program.stdout).toBe('up\nbye\n');
  });

  it('takes its whole process group with it where it leads one', async () => {
    // The child holds the output open: it has been read to its end only when both have ended.
    const child = `require('child_process').spawn(process.execPath, ['--eval', '${FOREVER}'], { stdio: 'inherit' })`;
    await using program = node(`console.log('child ' + ${child}.pid); ${FOREVER}`, { detached: true });
    await program.printed(/child (\d+)/);
    await program.stop();
    expect(await program.closed).toEqual([null, 'SIGTERM']);
  });

  it('that does not exist rejects whoever waits for it, and ends nothing else', async () => {
    const program = new BackgroundProgram(['no-such-program']);
    await expect(program.closed).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(program.printed(/x/)).rejects.toMatchObject({ code: 'ENOENT' });
    await program[Symbol.asyncDispose]();
  });
});
