import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempDisposableSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { freePorts, startBundle, type BundleOptions } from '#testbed';

const TIMEOUT_MS = 60_000;

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Starts price on a known port, since its log may not be there to say which, and waits until it is ready. */
async function startPrice({ environment, stdio = 'pipe', flags = [] }: BundleOptions) {
  const [port] = await freePorts(1);
  const service = startBundle('price', {
    environment: { ...environment, HTTP_PORT: `${port}` },
    stdio,
    flags,
  });
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(() => isReady(url), { timeout: TIMEOUT_MS }).toBe(true);
  return { service, url };
}

/** Sends requests and checks that each has its response. */
async function sendRequests(url: string, count: number) {
  const statuses = Array.from({ length: count }, async () => (await fetch(`${url}/productPrice/9310301`)).status);
  expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
}

describe('a service whose log cannot be written', { timeout: TIMEOUT_MS }, () => {
  it.each(['stdout', 'stderr'] as const)(
    'serves on, and ends with 0, when the reader of %s has gone',
    async (output) => {
      const { service, url } = await startPrice({});
      using _ = service;
      service.child[output]?.destroy();
      await sendRequests(url, 100);
      service.child.kill('SIGTERM');
      expect(await service.closed).toEqual([0, null]);
      expect(service.stderr).toBe('');
    },
  );

  it.each(['json', 'pretty'])(
    'serves on, and ends with 0, when both readers of a %s log have gone',
    async (LOG_FORMAT) => {
      const { service, url } = await startPrice({ environment: { LOG_FORMAT } });
      using _ = service;
      service.child.stdout?.destroy();
      service.child.stderr?.destroy();
      await sendRequests(url, 100);
      service.child.kill('SIGTERM');
      expect(await service.closed).toEqual([0, null]);
    },
  );

  it.skipIf(!existsSync('/dev/full'))('serves on, and ends with 0, when the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const { service, url } = await startPrice({ stdio: ['ignore', full, full] });
    closeSync(full);
    using _ = service;
    await sendRequests(url, 100);
    service.child.kill('SIGTERM');
    expect(await service.closed).toEqual([0, null]);
  });

  it('starts and ends with 0 where both outputs are closed', async () => {
    const [port] = await freePorts(1);
    const closed = 'exec "$0" dist/apps/price/main.js >&- 2>&-';
    const child = spawn('sh', ['-c', closed, process.execPath], {
      env: { HTTP_PORT: `${port}`, GRPC_PORT: '0', LISTEN_ADDRESS: '127.0.0.1' },
      stdio: 'ignore',
    });
    await expect.poll(() => isReady(`http://127.0.0.1:${port}`), { timeout: TIMEOUT_MS }).toBe(true);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('a service whose log is a file', { timeout: TIMEOUT_MS }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'has written the line of every request when %s has ended it',
    async (signal) => {
      using folder = mkdtempDisposableSync(join(tmpdir(), 'log-'));
      const file = join(folder.path, 'price.log');
      const log = openSync(file, 'w');
      const { service, url } = await startPrice({ stdio: ['ignore', log, log] });
      closeSync(log);
      using _ = service;
      await sendRequests(url, 500);
      service.child.kill(signal);
      expect(await service.closed).toEqual([0, null]);
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
      expect(messages.filter((msg) => msg === 'request')).toHaveLength(500);
      expect(messages.at(-1)).toBe('stopped');
    },
  );
});

describe('a service whose log nobody reads', { timeout: TIMEOUT_MS }, () => {
  /** On SIGUSR2: 400 lines of 15 kB, 6 MB in all, of which a pipe buffers a little. */
  const flood = `process.on('SIGUSR2', () => {
    for (let line = 0; line < 400; line += 1) console.log('flood ' + 'x'.repeat(15_000));
    process.send('flooded');
  })`;

  async function startUnreadPrice() {
    const { service, url } = await startPrice({
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      flags: ['--import', `data:text/javascript,${flood}`],
    });
    service.child.stdout?.pause();
    const flooded = once(service.child, 'message');
    service.child.kill('SIGUSR2');
    await flooded;
    await sendRequests(url, 20);
    return service;
  }

  it('serves on, keeps about a megabyte of it, and says how many lines it has dropped once it is read', async () => {
    using service = await startUnreadPrice();
    service.child.stdout?.resume();
    await expect.poll(() => service.stdout, { timeout: TIMEOUT_MS }).toContain('"dropped":');
    service.child.kill('SIGTERM');
    expect(await service.closed).toEqual([0, null]);
    const dropped = service.lines.map((line) => Number(line['dropped'] ?? 0)).reduce((sum, each) => sum + each);
    const flooded = service.lines.filter(({ msg }) => String(msg).startsWith('flood')).length;
    const requests = service.lines.filter(({ msg }) => msg === 'request').length;
    expect(dropped + flooded + requests).toBe(420);
    expect(flooded * 15_000).toBeLessThan(2_500_000);
    expect(service.lines.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('ends with 0 on SIGTERM all the same', async () => {
    using service = await startUnreadPrice();
    service.child.kill('SIGTERM');
    expect(await once(service.child, 'exit')).toEqual([0, null]);
  });
});
