import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { freePorts } from './free-ports.ts';

it('no port is given twice, neither by one process nor by several at the same time', async () => {
  const program = `
    const { freePorts } = await import(${JSON.stringify(import.meta.resolve('./free-ports.ts'))});
    // All of them try the same ports, as processes do that ask for many.
    Object.defineProperty(process, 'pid', { value: ${process.pid} });
    console.log(JSON.stringify(await freePorts(20)));
    process.stdin.resume();
  `;
  const running = Array.from({ length: 3 }, () =>
    execFile(process.execPath, ['--input-type=module', '--eval', program]),
  );
  const own = [...(await freePorts(20)), ...(await freePorts(20))];
  const others = await Promise.all(
    running.map(async ({ stdout }) => JSON.parse(String((await once(stdout ?? process.stdin, 'data'))[0])) as number[]),
  );
  for (const child of running) child.stdin?.end();
  await Promise.all(running.map((child) => once(child, 'close')));
  const all = [...own, ...others.flat()];
  expect(all).toHaveLength(100);
  expect(new Set(all).size).toBe(100);
});

it('a port is free for others once the process that had it has ended', async () => {
  const program = `
    const { freePorts } = await import(${JSON.stringify(import.meta.resolve('./free-ports.ts'))});
    console.log((await freePorts(1))[0]);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  const socket = createSocket('udp4').bind({ port: Number(stdout), address: '127.0.0.1', exclusive: true });
  await once(socket, 'listening');
  expect(socket.address().port).toBe(Number(stdout));
  socket.close();
});
