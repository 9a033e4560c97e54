import { once } from 'node:events';

import { describe, expect, it } from 'vitest';
import { freePorts, startBundle, type BundleOptions, type RunningBundle } from '#testbed';

const TIMEOUT_MS = 60_000;

const imported = (code: string) => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

/** Starts price and, once it is ready, runs code in it. */
async function provoke(code: string, { environment = {}, flags = [] }: BundleOptions = {}): Promise<RunningBundle> {
  const service = startBundle('price', {
    environment,
    flags: [...flags, ...imported(`process.on('SIGUSR2', () => { ${code} })`)],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  await once(service.child, 'message');
  service.child.kill('SIGUSR2');
  return service;
}

/** Runs code in a service that starts, when it has begun to handle signals. */
const whileStarting = (code: string) =>
  imported(`process.on('newListener', (event) => { if (event === 'SIGTERM') queueMicrotask(() => { ${code} }); })`);

/** The lines of a service up to one with a text, when it has been stopped after that. */
async function linesUntil(service: RunningBundle, text: string) {
  await expect.poll(() => service.stdout, { timeout: TIMEOUT_MS }).toContain(text);
  service.child.kill('SIGTERM');
  expect(await service.closed).toEqual([0, null]);
  return service.lines.filter(({ msg }) => !['ready', 'draining', 'stopped'].includes(String(msg)));
}

describe('what Node and libraries print', { timeout: TIMEOUT_MS }, () => {
  it.each([
    ['a warning', `process.emitWarning('odd', { code: 'ODD' })`, { level: 'warn', msg: 'Warning: odd' }],
    ['a deprecation', `process.emitWarning('old', 'DeprecationWarning', 'DEP1')`, { msg: 'DeprecationWarning: old' }],
    [
      'a leak of listeners',
      `for (let each = 0; each < 11; each += 1) process.on('leak', () => 0)`,
      { level: 'warn', msg: expect.stringContaining('MaxListenersExceededWarning: Possible EventEmitter memory leak') },
    ],
    ['console.log', `console.log('%s and\\n%j', 'one', { two: 2 })`, { level: 'info', msg: 'one and\n{"two":2}' }],
    ['console.error', `console.error('E bad')`, { level: 'warn', msg: 'E bad' }],
    ['console.table', `console.table([{ a: 1 }])`, { level: 'info', msg: expect.stringContaining('(index)') }],
    ['console.trace', `console.trace('here')`, { level: 'warn', msg: expect.stringContaining('Trace: here') }],
  ])('is a log line: %s', async (_what, code, line) => {
    using service = await provoke(`${code}; setImmediate(() => console.log('all said'))`);
    expect(await linesUntil(service, 'all said')).toMatchObject([{ service: 'price', ...line }, { msg: 'all said' }]);
  });

  it('is no log line where Node has --no-warnings', async () => {
    const code = `process.emitWarning('odd'); setImmediate(() => console.log('all said'))`;
    using service = await provoke(code, { flags: ['--no-warnings'] });
    expect(await linesUntil(service, 'all said')).toMatchObject([{ msg: 'all said' }]);
  });

  it('is a log line of grpc-js where GRPC_VERBOSITY and GRPC_TRACE ask for it, whatever LOG_LEVEL is', async () => {
    const environment = { GRPC_VERBOSITY: 'DEBUG', GRPC_TRACE: 'all', LOG_LEVEL: 'warn' };
    using service = startBundle('price', { environment });
    await expect.poll(() => service.stdout, { timeout: TIMEOUT_MS }).toContain('"library":"grpc-js"');
    service.child.kill('SIGTERM');
    expect(await service.closed).toEqual([0, null]);
    expect(service.lines).toContainEqual(expect.objectContaining({ level: 'debug', service: 'price' }));
  });

  it('is nothing but log lines where spans are exported and no collector listens', async () => {
    const [collector] = await freePorts(1);
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector}`, OTEL_BSP_SCHEDULE_DELAY: '50' };
    using service = startBundle('price', { environment });
    await expect.poll(() => service.stdout, { timeout: TIMEOUT_MS }).toContain('"ready"');
    const httpPort = /"httpPort":(\d+)/.exec(service.stdout)?.[1];
    expect((await fetch(`http://127.0.0.1:${httpPort}/productPrice/9310301`)).status).toBe(200);
    service.child.kill('SIGTERM');
    expect(await service.closed).toEqual([0, null]);
    expect(service.lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['ready', 'request', 'stopped']));
  });

  it.each([
    ['a warning', `process.emitWarning('early')`, { level: 'warn', msg: 'Warning: early' }],
    ['console.error', `console.error('early')`, { level: 'warn', msg: 'early' }],
  ])('is a log line while the service starts: %s', async (_what, code, line) => {
    using service = startBundle('price', { flags: whileStarting(code) });
    expect(await linesUntil(service, '"ready"')).toMatchObject([{ service: 'price', ...line }]);
  });

  it('is left out while the service starts where LOG_LEVEL is higher', async () => {
    using service = startBundle('price', {
      environment: { LOG_LEVEL: 'ERROR' },
      flags: whileStarting(`console.error('early')`),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    await once(service.child, 'message');
    service.child.kill('SIGTERM');
    expect(await service.closed).toEqual([0, null]);
    expect(service.lines).toEqual([]);
  });
});

describe('an error that nobody catches', { timeout: TIMEOUT_MS }, () => {
  const environment = { LOG_LEVEL: 'silent' };

  it.each([
    ['an exception', `throw new TypeError('unforeseen')`, { type: 'TypeError', message: 'unforeseen' }],
    ['a rejection', `void Promise.reject(new Error('unforeseen'))`, { type: 'Error', message: 'unforeseen' }],
    ['a cause', `throw new Error('outer', { cause: new Error('inner') })`, { stack: expect.stringContaining('inner') }],
    ['a string', `throw 'unforeseen'`, { type: 'string', message: "'unforeseen'" }],
    ['nothing', `throw undefined`, { type: 'undefined' }],
    ['an object without a prototype', `throw Object.create(null)`, { type: 'object' }],
    ['a message of 100 kB', `throw new Error('x'.repeat(100_000))`, { type: 'Error' }],
    ['an event without a listener', `process.emit('error', new Error('e'))`, { type: 'Error', message: 'e' }],
  ])('ends the process with 1 and one line, though LOG_LEVEL is silent: %s', async (_what, code, err) => {
    using service = await provoke(code, { environment });
    expect(await service.closed).toEqual([1, null]);
    expect(service.lines).toMatchObject([{ level: 'fatal', service: 'price', instance: expect.any(String), err }]);
    expect(service.stderr.length).toBeLessThan(20_000);
  });

  it('ends the process with 1 and one line also while it starts', async () => {
    using service = startBundle('price', { flags: whileStarting(`throw new Error('early')`) });
    expect(await service.closed).toEqual([1, null]);
    expect(service.lines).toMatchObject([{ level: 'fatal', service: 'price', err: { message: 'early' } }]);
  });

  it('is text with its stack where LOG_FORMAT is pretty', async () => {
    using service = await provoke(`throw new Error('unforeseen')`, { environment: { LOG_FORMAT: 'pretty' } });
    expect(await service.closed).toEqual([1, null]);
    expect(service.stderr).toMatch(/^uncaught exception\nError: unforeseen\n {4}at /);
  });

  it('has the files of the source in its stack where source maps are enabled', async () => {
    // So that it is thrown where a log line is written, in the code of the bundle.
    const code = `process.stdout.write = () => { throw new Error('unforeseen') }; process.emitWarning('odd')`;
    using service = await provoke(code, { flags: ['--enable-source-maps'] });
    expect(await service.closed).toEqual([1, null]);
    expect(service.stderr).toContain('libs/telemetry/src/logs/log-stream.ts:');
  });
});
