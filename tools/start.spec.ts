import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { alive, freePortVariables, startProgram, startServices, takenPorts, TIMEOUT_MS } from './start.programs.ts';

describe('npm start', { timeout: TIMEOUT_MS }, () => {
  it('runs five services until Ctrl-C, names one that dies while the rest stay up, and ends with 0', async () => {
    const { starter, gateway, pids } = await startServices();
    expect(pids).toHaveLength(5);
    const product = async () => (await (await fetch(`${gateway}/product/9310301`)).json()) as { degraded?: string[] };
    expect(await product()).not.toHaveProperty('degraded');

    const reviews = Number(/"pid":(\d+),"service":"reviews"/.exec(starter.output)?.[1]);
    process.kill(reviews, 'SIGKILL');
    await expect.poll(() => starter.output).toContain('reviews HAS ENDED (SIGKILL)');
    expect(starter.output).toContain('npx nx serve reviews');
    expect(await product()).toMatchObject({ degraded: ['reviews'] });

    starter.child.kill('SIGINT');
    starter.child.kill('SIGINT');
    expect(await starter.closed).toEqual([0, null]);
    expect(pids.filter(alive)).toEqual([]);
  });

  it('names a port that is taken, and what to do', async () => {
    const ports = await freePortVariables();
    const holder = createServer().listen(Number(ports['PRICE_GRPC_PORT']), '127.0.0.1');
    await once(holder, 'listening');
    const starter = startProgram('tools/start.ts', ports);
    expect(await starter.closed).toEqual([1, null]);
    expect(starter.output).toContain(`Port ${ports['PRICE_GRPC_PORT']} (price, gRPC) is taken.`);
    const owner = process.platform === 'linux' ? `Process ${process.pid} listens there: ` : '';
    expect(starter.output).toContain(owner);
    expect(starter.output).toContain('choose another port by PRICE_GRPC_PORT=');
    holder.close();
  });

  it('ends with 1 and one message if a port is taken after it has looked, and never says ready', async () => {
    const ports = await freePortVariables();
    const port = ports['PRICE_HTTP_PORT'];
    // inventory takes the port of price, which waits for that before it starts.
    const takePort = `
      const [, main = ''] = process.argv;
      const net = process.getBuiltinModule('net');
      if (main.endsWith('inventory/main.js')) net.createServer().listen(${port}, '127.0.0.1');
      const isTaken = () => new Promise((resolve) => {
        const socket = net.connect(${port}, '127.0.0.1', () => resolve(socket.destroy())).on('error', () => resolve());
      });
      if (main.endsWith('price/main.js')) while (!(await isTaken()));`;
    const starter = startProgram('tools/start.ts', {
      ...ports,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(takePort)}`,
    });
    expect(await starter.closed).toEqual([1, null]);
    expect(starter.output).toContain(`Port ${port} (price, HTTP) is taken.`);
    expect(starter.output).not.toMatch(/Ready\.|ended before it was ready/);
  });

  it('ends with 1, leaving nothing behind, if a service fails before it is ready', async () => {
    const starter = startProgram('tools/start.ts', { ...(await freePortVariables()), REVIEWS_TIMEOUT: 'soon' });
    expect(await starter.closed).toEqual([1, null]);
    expect(starter.output).toContain('REVIEWS_TIMEOUT is "soon", but must be a duration');
    expect(starter.output).toContain('gateway ended before it was ready (exit code 1)');
    const pids = [...starter.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids.filter(alive)).toEqual([]);
    expect(starter.output).not.toContain('Ready.');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with 0 and leaves nothing behind on %s at any time',
    async (signal) => {
      for (const delayMs of [50, 150, 300, 600, 1200]) {
        const ports = await freePortVariables();
        const starter = startProgram('tools/start.ts', ports);
        await sleep(delayMs);
        starter.child.kill(signal);
        const ended = await starter.closed;
        // Before Node has begun to run the script, the system ends the process.
        expect(ended).toEqual(starter.output === '' ? [null, signal] : [0, null]);
        expect(await takenPorts(ports)).toEqual([]);
      }
    },
  );

  it('leaves nothing behind when it is killed', async () => {
    const ports = await freePortVariables();
    const starter = startProgram('tools/start.ts', ports);
    await expect.poll(() => starter.output, { timeout: 60_000 }).toContain('Ready.');
    starter.child.kill('SIGKILL');
    await expect.poll(() => takenPorts(ports), { timeout: 30_000 }).toEqual([]);
  });

  it('keeps its services running when nobody reads what it prints', async () => {
    const { starter, gateway, pids } = await startServices();
    starter.child.stdout?.destroy();
    starter.child.stderr?.destroy();
    for (let sent = 0; sent < 50; sent += 1) {
      expect((await fetch(`${gateway}/product/9310301`)).status).toBe(200);
    }
    starter.child.kill('SIGTERM');
    expect(await starter.closed).toEqual([0, null]);
    expect(pids.filter(alive)).toEqual([]);
  });
});
