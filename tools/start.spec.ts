import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it } from 'vitest';

import { freePorts } from '#testbed';
import { SERVICES } from '#configuration';

const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** Starts a program of ours and collects what it prints. */
function run(script: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const program = { child, output: '', exited: once(child, 'exit') };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (program.output += String(chunk)));
  return program;
}

async function freePortVariables(): Promise<Record<string, string>> {
  const variables = Object.values(SERVICES).flatMap(({ variable }) => [
    `${variable}_HTTP_PORT`,
    `${variable}_GRPC_PORT`,
  ]);
  const ports = await freePorts(variables.length);
  return Object.fromEntries(variables.map((variable, index) => [variable, String(ports[index])]));
}

async function startShop() {
  const ports = await freePortVariables();
  const shop = run('tools/start.ts', ports);
  await expect.poll(() => shop.output, { timeout: 60_000 }).toContain('Ready.');
  const pids = [...shop.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  return { shop, pids, gateway: `http://127.0.0.1:${ports['GATEWAY_HTTP_PORT']}` };
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
    const { shop, gateway, pids } = await startShop();
    expect(pids).toHaveLength(5);
    const product = async () => (await (await fetch(`${gateway}/product/9310301`)).json()) as { degraded?: string[] };
    expect(await product()).not.toHaveProperty('degraded');

    const reviews = Number(/"pid":(\d+),"service":"reviews"/.exec(shop.output)?.[1]);
    process.kill(reviews, 'SIGKILL');
    await expect.poll(() => shop.output).toContain('reviews HAS ENDED (SIGKILL)');
    expect(shop.output).toContain('npx nx serve reviews');
    expect(await product()).toMatchObject({ degraded: ['reviews'] });

    shop.child.kill('SIGINT');
    shop.child.kill('SIGINT');
    expect(await shop.exited).toEqual([0, null]);
    expect(pids.filter(alive)).toEqual([]);
  });

  it('names a port that is taken, and what to do', async () => {
    const ports = await freePortVariables();
    const holder = createServer().listen(Number(ports['PRICE_GRPC_PORT']), '127.0.0.1');
    await once(holder, 'listening');
    const shop = run('tools/start.ts', ports);
    expect(await shop.exited).toEqual([1, null]);
    expect(shop.output).toContain(`Port ${ports['PRICE_GRPC_PORT']} (price, gRPC) is taken.`);
    const owner = process.platform === 'linux' ? `Process ${process.pid} listens there: ` : '';
    expect(shop.output).toContain(owner);
    expect(shop.output).toContain('choose another port by PRICE_GRPC_PORT=');
    holder.close();
  });

  it('ends with 1 and one message if a port is taken after it has looked, and never says ready', async () => {
    const ports = await freePortVariables();
    const port = ports['PRICE_HTTP_PORT'];
    // inventory takes the port of price, which waits for that before it starts.
    const race = `
      const [, main = ''] = process.argv;
      const net = process.getBuiltinModule('net');
      if (main.endsWith('inventory/main.js')) net.createServer().listen(${port}, '127.0.0.1');
      const isTaken = () => new Promise((resolve) => {
        const socket = net.connect(${port}, '127.0.0.1', () => resolve(socket.destroy())).on('error', () => resolve());
      });
      if (main.endsWith('price/main.js')) while (!(await isTaken()));`;
    const shop = run('tools/start.ts', {
      ...ports,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(race)}`,
    });
    expect(await shop.exited).toEqual([1, null]);
    expect(shop.output).toContain(`Port ${port} (price, HTTP) is taken.`);
    expect(shop.output).not.toMatch(/Ready\.|ended before it was ready/);
  });

  it('ends with 1, leaving nothing behind, if a service fails before it is ready', async () => {
    const shop = run('tools/start.ts', { ...(await freePortVariables()), REVIEWS_TIMEOUT: 'soon' });
    expect(await shop.exited).toEqual([1, null]);
    expect(shop.output).toContain('REVIEWS_TIMEOUT is "soon", but must be a duration');
    expect(shop.output).toContain('gateway ended before it was ready (exit code 1)');
    const pids = [...shop.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids.filter(alive)).toEqual([]);
    expect(shop.output).not.toContain('Ready.');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with 0 and leaves nothing behind on %s at any time',
    async (signal) => {
      for (const delayMs of [50, 150, 300, 600, 1200]) {
        const ports = await freePortVariables();
        const shop = run('tools/start.ts', ports);
        await sleep(delayMs);
        shop.child.kill(signal);
        const ended = await shop.exited;
        // Before Node has begun to run the script, the system ends the process.
        expect(ended).toEqual(shop.output === '' ? [null, signal] : [0, null]);
        expect(await takenPorts(ports)).toEqual([]);
      }
    },
  );

  it('leaves nothing behind when it is killed', async () => {
    const ports = await freePortVariables();
    const shop = run('tools/start.ts', ports);
    await expect.poll(() => shop.output, { timeout: 60_000 }).toContain('Ready.');
    shop.child.kill('SIGKILL');
    await expect.poll(() => takenPorts(ports), { timeout: 30_000 }).toEqual([]);
  });

  it('keeps its services running when nobody reads what it prints', async () => {
    const { shop, gateway, pids } = await startShop();
    shop.child.stdout?.destroy();
    shop.child.stderr?.destroy();
    for (let sent = 0; sent < 50; sent += 1) {
      expect((await fetch(`${gateway}/product/9310301`)).status).toBe(200);
    }
    shop.child.kill('SIGTERM');
    expect(await shop.exited).toEqual([0, null]);
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
    // Without its preparation, which the tests have behind them.
    const npm = spawn('npm', ['start', '--ignore-scripts'], {
      env: { ...process.env, ...ports },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    started.push(npm);
    let output = '';
    npm.stdout.on('data', (chunk) => (output += String(chunk)));
    await expect.poll(() => output, { timeout: 60_000 }).toContain('Ready.');
    const exited = once(npm, 'exit');
    process.kill(sign * (npm.pid ?? 0), signal);
    await exited;
    await expect.poll(() => takenPorts(ports), { timeout: 30_000 }).toEqual([]);
  });
});

describe('the gateway', { timeout: TIMEOUT_MS }, () => {
  it('answers every request that it accepted when SIGTERM comes amid 10,000 at concurrency 32', async () => {
    const { shop, gateway, pids } = await startShop();
    const pid = Number(/"pid":(\d+),"service":"gateway"/.exec(shop.output)?.[1]);
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const results = { answered: 0, refused: 0, lost: [] as string[] };
    let sent = 0;

    const ask = () =>
      new Promise<void>((resolve) => {
        request(`${gateway}/product/9310301`, { agent }, (answer) => {
          if (answer.statusCode !== 200) results.lost.push(`status ${answer.statusCode}`);
          answer.resume().on('end', () => {
            results.answered += 1;
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
        await ask();
      }
    };
    await Promise.all(Array.from({ length: 32 }, worker));
    agent.destroy();

    expect(results.lost).toEqual([]);
    expect(results.answered).toBeGreaterThanOrEqual(3000 - 32);
    expect(results.answered + results.refused).toBe(10_000);
    await expect.poll(() => alive(pid)).toBe(false);
    expect(shop.output).toContain('gateway HAS ENDED (exit code 0)');
    shop.child.kill('SIGINT');
    expect(await shop.exited).toEqual([0, null]);
    expect(pids.filter(alive)).toEqual([]);
  });
});
