// Runs the five services on this machine, as processes of their own, until Ctrl-C.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { SERVICES, type BackendName } from '#configuration';

import { isPretty } from '../libs/telemetry/src/logs/log-format.ts';
import { backendEnvironment, listenEnvironment } from '../libs/testbed/src/environment.ts';
import { until } from '../libs/testbed/src/until.ts';
import { backendAddressFrom, destinationOf, listenAddressFrom, listenErrorOf, urlHostOf } from './start/addresses.ts';
import { announce, printLines } from './start/console.ts';
import { onNpmExit } from './start/npm-parent.ts';
import { servicesFrom, takenPorts, type StartedService } from './start/services.ts';

const LISTEN_ADDRESS = listenAddressFrom(process.env);
const DESTINATION = destinationOf(LISTEN_ADDRESS);
/** The services write to a pipe; the reader's terminal, if any, is at this program's output. */
const LOG_FORMAT = isPretty() ? 'pretty' : 'json';
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 20_000;
const LAST_LINE_TIMEOUT_MS = 500;
/** A terminal and npm both pass Ctrl-C on, so that one key press may arrive twice. */
const SAME_KEY_PRESS_MS = 1000;

type Running = { service: StartedService; child: ChildProcess; ready: boolean };

const running = new Set<Running>();
let phase: 'starting' | 'ready' | 'stopping' = 'starting';
let stopRequestedAt = 0;

const services = await servicesOrExit();
const backends = services
  .filter(({ name }) => name !== 'gateway')
  .map(({ name, variable, grpcPort }) => {
    const started = { host: DESTINATION, port: grpcPort };
    return { name, variable, address: backendAddressFrom(process.env, name as BackendName, started) };
  });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, onSignal);
onNpmExit(() => void (phase === 'stopping' || onSignal('SIGTERM')));

const listenError = await listenErrorOf(LISTEN_ADDRESS);
if (listenError) {
  const value = JSON.stringify(LISTEN_ADDRESS);
  await fail(`LISTEN_ADDRESS is ${value}, but must be an address of this machine (${listenError}).`);
}
const taken = await takenPorts(services, LISTEN_ADDRESS);
if (taken.length > 0) await fail(taken.join('\n'));
announceEnvironment();
for (const service of services) start(service);
setTimeout(failIfNotReady, READY_TIMEOUT_MS).unref();

async function servicesOrExit(): Promise<readonly StartedService[]> {
  try {
    return servicesFrom(process.env);
  } catch (error) {
    return await fail((error as Error).message);
  }
}

function start(service: StartedService): void {
  const child = spawn(process.execPath, ['--enable-source-maps', `dist/apps/${service.name}/main.js`], {
    env: { ...process.env, ...environmentOf(service) },
    // By the last, a channel, a service sends that it is ready, and notices the end of this program, even by SIGKILL.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C at the terminal is for this program alone, which stops the services in order.
    detached: true,
  });
  const entry = { service, child, ready: false };
  running.add(entry);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) printLines(service, createInterface({ input: stream }), stream === child.stderr);
  }
  child.on('message', () => onReady(entry));
  child.on('exit', (code, signal) => void onExit(entry, signal ?? `exit code ${code}`));
}

function onReady(entry: Running): void {
  entry.ready = true;
  if (phase !== 'starting' || running.size < services.length || [...running].some(({ ready }) => !ready)) return;
  phase = 'ready';
  printUrls();
}

async function onExit(entry: Running, how: string): Promise<void> {
  running.delete(entry);
  const { name, httpPort, grpcPort } = entry.service;
  if (phase === 'stopping') return;
  if (phase === 'starting') {
    beginToStop();
    // Its own last line goes first.
    await Promise.race([once(entry.child, 'close'), sleep(LAST_LINE_TIMEOUT_MS)]);
    const reasons = await takenPorts([entry.service], LISTEN_ADDRESS);
    return fail(reasons.join('\n') || `${name} ended before it was ready (${how}).`);
  }
  const ports =
    httpPort === SERVICES[name].httpPort && grpcPort === SERVICES[name].grpcPort
      ? ''
      : `HTTP_PORT=${httpPort} GRPC_PORT=${grpcPort} `;
  announce(`${name} HAS ENDED (${how}). The others stay up; \`${ports}npx nx serve ${name}\` brings it back.`);
}

function failIfNotReady(): void {
  if (phase !== 'starting') return;
  const names = [...running].filter(({ ready }) => !ready).map(({ service }) => service.name);
  void fail(`Not ready within ${READY_TIMEOUT_MS / 1000} seconds: ${names.join(', ')}.`);
}

function onSignal(signal: NodeJS.Signals): void {
  if (phase !== 'stopping') {
    beginToStop();
    announce('Stopping …');
    void stopAll().then(() => process.exit(0));
  } else if (Date.now() - stopRequestedAt > SAME_KEY_PRESS_MS) {
    kill('SIGKILL');
    process.exit(128 + constants.signals[signal]);
  }
}

function beginToStop(): void {
  phase = 'stopping';
  stopRequestedAt = Date.now();
}

async function stopAll(): Promise<void> {
  kill('SIGTERM');
  const what = 'all services have ended';
  await until(() => running.size === 0, { what, timeoutMs: STOP_TIMEOUT_MS, intervalMs: 20 }).catch(() => undefined);
  kill('SIGKILL');
}

function kill(signal: NodeJS.Signals): void {
  for (const { child } of running) child.kill(signal);
}

async function fail(reason: string): Promise<never> {
  beginToStop();
  announce(reason);
  await stopAll();
  process.exit(1);
}

/** Each service's own ports, and for the gateway the addresses of its backends. */
function environmentOf(service: StartedService): Record<string, string> {
  const own = { ...listenEnvironment(service, LISTEN_ADDRESS), LOG_FORMAT };
  if (service.name !== 'gateway') return own;
  return { ...own, ...backendEnvironment(Object.fromEntries(backends.map(({ name, address }) => [name, address]))) };
}

/** Variables that have another effect here than on a service that is started by itself. */
function announceEnvironment(): void {
  for (const { name, variable, address } of backends) {
    if (!address.isFromEnvironment) continue;
    const place = `${address.host}, port ${address.port} (${variable}_SERVICE_HOST, ${variable}_SERVICE_PORT)`;
    announce(`The gateway calls ${name} at ${place}, not the one that is started here.`);
  }
  for (const name of ['HTTP_PORT', 'GRPC_PORT'] as const) {
    if (!process.env[name]) continue;
    announce(`${name} has no effect on npm start; GATEWAY_${name}, PRICE_${name} and so on choose a service's port.`);
  }
}

function printUrls(): void {
  const gateway = services.find(({ name }) => name === 'gateway');
  const host = urlHostOf(DESTINATION);
  const base = `http://${host}:${gateway?.httpPort}`;
  announce(`Ready. Try

  ${base}/product               all products
  ${base}/product/931030.html   a product's page
  ${base}/product/9310301       the same as JSON
  ${base}/openapi.json          every path

and over gRPC ${host}:${gateway?.grpcPort} (reflection is on). Ctrl-C stops all five.`);
}
