import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { ownerByLsof, ownerByProc } from './port-owner.ts';

/** A program that listens on a free port of an address. */
async function listen(address: string) {
  const code = `require('net').createServer().listen(0, '${address}', function () { process.stdout.write(String(this.address().port)) })`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
  };
  return { pid: child.pid, port: Number(String(port)), stop, [Symbol.asyncDispose]: stop };
}

describe('the owner of a port', () => {
  it.skipIf(process.platform !== 'linux').each(['127.0.0.1', '0.0.0.0', '::', '::1'])(
    'is found by /proc where it listens on %s',
    async (address) => {
      await using program = await listen(address);
      expect(await ownerByProc(program.port)).toEqual({
        pid: program.pid,
        program: expect.stringContaining(`${process.execPath} -e require('net')`),
        folder: process.cwd(),
      });
    },
  );

  it.skipIf(spawnSync('lsof', ['-v']).error)('is found by lsof', async () => {
    await using program = await listen('127.0.0.1');
    expect(ownerByLsof(program.port)).toEqual({ pid: program.pid, program: expect.any(String) });
  });

  it('is unknown where nothing listens', async () => {
    const program = await listen('127.0.0.1');
    await program.stop();
    expect(await ownerByProc(program.port)).toBeUndefined();
    expect(ownerByLsof(program.port)).toBeUndefined();
  });
});
