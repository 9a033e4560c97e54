import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { freePorts } from '#testing';

import { SERVICES } from '../libs/service-runtime/src/services.ts';

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
  const shop = run('scripts/start.ts', ports);
  await expect.poll(() => shop.output, { timeout: 15_000 }).toContain('Ready.');
  const pids = [...shop.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  return { shop, pids, gateway: `http://127.0.0.1:${ports['GATEWAY_HTTP_PORT']}` };
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('npm start', () => {
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
    const shop = run('scripts/start.ts', ports);
    expect(await shop.exited).toEqual([1, null]);
    expect(shop.output).toContain(`Port ${ports['PRICE_GRPC_PORT']} (price, gRPC) is taken.`);
    expect(shop.output).toContain('choose another port by PRICE_GRPC_PORT=');
    holder.close();
  });

  it('ends with 1, leaving nothing behind, if a service fails before it is ready', async () => {
    const shop = run('scripts/start.ts', { ...(await freePortVariables()), REVIEWS_TIMEOUT: 'soon' });
    expect(await shop.exited).toEqual([1, null]);
    expect(shop.output).toContain('REVIEWS_TIMEOUT is "soon", but must be a duration');
    expect(shop.output).toContain('gateway ended before it was ready (exit code 1)');
    const pids = [...shop.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids.filter(alive)).toEqual([]);
  });
});

describe('the gateway', () => {
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
