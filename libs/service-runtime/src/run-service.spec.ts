import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { describe, expect, it } from 'vitest';
import { startBundle, type RunningBundle } from '#testbed';

const TIMEOUT_MS = 60_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

const untilReady = async (service: RunningBundle) => {
  await expect.poll(() => service.stdout, { timeout: TIMEOUT_MS, interval: 5 }).toContain('"msg":"ready"');
};
const httpPort = (service: RunningBundle) => Number(/"httpPort":(\d+)/.exec(service.stdout)?.[1]);
const messages = (service: RunningBundle) => service.lines.map(({ msg }) => msg);

/** What may come of a signal at any time, but for the code or the signal by which the process ends. */
const CLEAN_ENDS: Record<string, readonly string[]> = {
  // Node had not yet begun to run the service, so that the system ended the process.
  'not begun': [],
  starting: ['stopped before it was ready'],
  ready: ['ready', 'draining', 'stopped'],
};

/** How far a service had come that has ended, by its output, how it ended, and how it should have. */
async function endOf(service: RunningBundle, signal: NodeJS.Signals) {
  const ended = await service.closed;
  const written = messages(service);
  const phase = Object.entries(CLEAN_ENDS).find(([, clean]) => isDeepStrictEqual(clean, written))?.[0];
  return {
    phase: phase ?? `unclean: ${written.join(', ')}`,
    ended,
    expected: phase === 'not begun' ? [null, signal] : [0, null],
  };
}

describe('a service that gets a signal', { timeout: TIMEOUT_MS }, () => {
  it.each(SIGNALS)('ends with 0 and one line where %s comes before it is ready', async (signal) => {
    // As soon as the service handles the signal, which Node delivers when it waits for the first time.
    const early = `process.on('newListener', (event) => {
      if (event === '${signal}') queueMicrotask(() => process.kill(process.pid, event));
    })`;
    using service = startBundle('price', { flags: ['--import', `data:text/javascript,${early}`] });
    expect(await endOf(service, signal)).toMatchObject({ phase: 'starting', ended: [0, null] });
    expect(service.lines).toMatchObject([{ level: 'info', reason: signal }]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0, or by the system before it has begun, on %s at any time',
    async (signal) => {
      const startedAt = performance.now();
      {
        using service = startBundle('price');
        await untilReady(service);
      }
      const startMs = performance.now() - startedAt;
      for (let share = 0; share <= 1.2; share += 0.2) {
        using service = startBundle('price');
        await sleep(share * startMs);
        service.child.kill(signal);
        const { phase, ended, expected } = await endOf(service, signal);
        expect({ phase, ended }).toEqual({ phase: expect.not.stringContaining('unclean'), ended: expected });
      }
    },
  );

  it('ends at once on a second signal, with 128 and its number, though a request is in flight', async () => {
    using service = startBundle('price');
    await untilReady(service);
    const connection = connect(httpPort(service), '127.0.0.1');
    connection.on('error', () => undefined).write('GET /livez HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(connection, 'data');
    connection.write('GET /livez HTTP/1.1\r\nhost: a\r\n');
    service.child.kill('SIGTERM');
    await expect.poll(() => service.stdout).toContain('"draining"');
    service.child.kill('SIGINT');
    expect(await service.closed).toEqual([130, null]);
    expect(messages(service)).toEqual(['ready', 'draining']);
  });
});

describe('a service with an IPC channel to its parent', { timeout: TIMEOUT_MS }, () => {
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;

  it('sends ready, and drains and ends with 0 when the parent has gone', async () => {
    using service = startBundle('price', { stdio: [...stdio] });
    expect(await once(service.child, 'message')).toEqual(['ready', undefined]);
    service.child.disconnect();
    expect(await service.closed).toEqual([0, null]);
    expect(messages(service)).toEqual(['ready', 'draining', 'stopped']);
  });

  it('ends with 0 when the parent has gone before it is ready', async () => {
    using service = startBundle('price', { stdio: [...stdio] });
    service.child.disconnect();
    expect(await service.closed).toEqual([0, null]);
    expect(service.lines).toMatchObject([
      { msg: 'stopped before it was ready', reason: 'the parent process has gone' },
    ]);
  });
});

describe('a service that cannot start', { timeout: TIMEOUT_MS }, () => {
  it.each(['json', 'auto', ''])(
    'ends with 1 and one JSON line for each bad variable where LOG_FORMAT is %j',
    async (LOG_FORMAT) => {
      const environment = { LOG_FORMAT, LOG_LEVEL: 'silent', HTTP_PORT: 'http', HOPS: 'maybe' };
      using service = startBundle('price', { environment });
      expect(await service.closed).toEqual([1, null]);
      expect(service.lines).toMatchObject([
        { level: 'fatal', service: 'price', msg: 'HTTP_PORT is "http", but must be a port from 0 to 65535' },
        { level: 'fatal', service: 'price', msg: 'HOPS is "maybe", but must be on or off' },
      ]);
    },
  );

  it('has these lines as text where LOG_FORMAT is pretty', async () => {
    using service = startBundle('price', { environment: { LOG_FORMAT: 'Pretty', HTTP_PORT: 'http' } });
    expect(await service.closed).toEqual([1, null]);
    expect(service.stderr).toBe('HTTP_PORT is "http", but must be a port from 0 to 65535\n');
  });

  it.each(['HTTP_PORT', 'GRPC_PORT'])('ends with 1 and one fatal line where %s is taken', async (variable) => {
    await using holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    using service = startBundle('price', { environment: { [variable]: `${port}` } });
    expect(await service.closed).toEqual([1, null]);
    const fatal = service.lines.filter(({ level }) => level === 'fatal');
    expect(fatal).toMatchObject([{ service: 'price', msg: expect.stringContaining('EADDRINUSE') }]);
    expect(fatal[0]).not.toHaveProperty('err');
  });
});
