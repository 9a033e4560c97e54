import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it } from 'vitest';

import { BackgroundProgram, freeServicePorts, startEnvironment } from '#testbed';

const started: BackgroundProgram[] = [];

afterEach(async () => {
  for (const program of started.splice(0)) await program.stop();
});

/** Starts a program of this repository. */
function startProgram(script: string, env: Record<string, string>): BackgroundProgram {
  const program = new BackgroundProgram([process.execPath, script], { env: { ...process.env, ...env } });
  started.push(program);
  return program;
}

const freePortVariables = async () => startEnvironment(await freeServicePorts());

async function startServices() {
  const ports = await freePortVariables();
  const starter = startProgram('tools/start.ts', ports);
  await expect.poll(() => starter.output, { timeout: 60_000 }).toContain('Ready.');
  const pids = [...starter.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  return { starter, pids, gateway: `http://127.0.0.1:${ports['GATEWAY_HTTP_PORT']}` };
}

/** Those of the ports on which something listens. */
async function takenPorts(ports: Record<string, string>): Promise<string[]> {
  const names = await Promise.all(
    Object.entries(ports).map(
      ([name, port]) =>
        new Promise<string>((resolve) => {
          const socket = connect(Number(port), '127.0.0.1', () => {
            socket.destroy();
            resolve(name);
          }).on('error', () => resolve(''));
        }),
    ),
  );
  return names.filter((name) => name !== '');
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Slow machines take long to run five programs several times. */
const TIMEOUT_MS = 120_000;

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

describe('npm with the starter below it', { timeout: TIMEOUT_MS }, () => {
  it.each([
    ['npm alone gets', 'SIGTERM', 1],
    ['npm alone gets', 'SIGKILL', 1],
    ['its process group gets', 'SIGTERM', -1],
    ['its process group gets', 'SIGINT', -1],
    ['its process group gets', 'SIGHUP', -1],
    ['its process group gets', 'SIGKILL', -1],
  ] as const)('leaves nothing behind when %s %s', async (_who, signal, sign) => {
    const ports = await freePortVariables();
    // Without its preparation, which ran before the tests.
    const npm = new BackgroundProgram(['npm', 'start', '--ignore-scripts'], {
      env: { ...process.env, ...ports },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    started.push(npm);
    await expect.poll(() => npm.output, { timeout: 60_000 }).toContain('Ready.');
    const exited = once(npm.child, 'exit');
    process.kill(sign * npm.pid, signal);
    await exited;
    await expect.poll(() => takenPorts(ports), { timeout: 30_000 }).toEqual([]);
  });
});

describe('the gateway', { timeout: TIMEOUT_MS }, () => {
  it('responds to every request that it accepted when SIGTERM comes amid 10,000 at concurrency 32', async () => {
    const { starter, gateway, pids } = await startServices();
    const pid = Number(/"pid":(\d+),"service":"gateway"/.exec(starter.output)?.[1]);
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const results = { responses: 0, refused: 0, lost: [] as string[] };
    let sent = 0;

    const get = () =>
      new Promise<void>((resolve) => {
        request(`${gateway}/product/9310301`, { agent }, (response) => {
          if (response.statusCode !== 200) results.lost.push(`status ${response.statusCode}`);
          response.resume().on('end', () => {
            results.responses += 1;
            resolve();
          });
        })
          .on('error', (error: NodeJS.ErrnoException) => {
            if (error.code === 'ECONNREFUSED') results.refused += 1;
            else results.lost.push(String(error.code));
            resolve();
          })
          .end();
      });
    const worker = async () => {
      while (sent < 10_000) {
        sent += 1;
        if (sent === 3000) process.kill(pid, 'SIGTERM');
        await get();
      }
    };
    await Promise.all(Array.from({ length: 32 }, worker));
    agent.destroy();

    expect(results.lost).toEqual([]);
    expect(results.responses).toBeGreaterThanOrEqual(3000 - 32);
    expect(results.responses + results.refused).toBe(10_000);
    await expect.poll(() => alive(pid)).toBe(false);
    expect(starter.output).toContain('gateway HAS ENDED (exit code 0)');
    starter.child.kill('SIGINT');
    expect(await starter.closed).toEqual([0, null]);
    expect(pids.filter(alive)).toEqual([]);
  });
});
