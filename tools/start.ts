// Runs the five services on this machine, as processes of their own, until Ctrl-C.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';

import { SERVICES, type BackendName, type ServiceName } from '#configuration';

import { isPretty } from '../libs/telemetry/src/logs/log-format.ts';
import { portOwner } from './port-owner.ts';
import { backendAddressFrom, destinationOf, listenAddressFrom, listenErrorOf, urlHostOf } from './start/addresses.ts';

const LISTEN_ADDRESS = listenAddressFrom(process.env);
const DESTINATION = destinationOf(LISTEN_ADDRESS);
/** What the services write to is a pipe; who reads it is at our own end. */
const LOG_FORMAT = isPretty() ? 'pretty' : 'json';
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 20_000;
const LAST_LINE_TIMEOUT_MS = 500;
const PARENT_CHECK_MS = 500;
/** A terminal and npm both pass Ctrl-C on, so that one key press may arrive twice. */
const SAME_KEY_PRESS_MS = 1000;

const COLOURS = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

const services = (Object.keys(SERVICES) as ServiceName[]).map((name, index) => {
  const { variable, httpPort, grpcPort } = SERVICES[name];
  return {
    name,
    variable,
    colour: COLOURS[index % COLOURS.length] ?? ('white' as const),
    httpPort: portFrom(`${variable}_HTTP_PORT`, httpPort),
    grpcPort: portFrom(`${variable}_GRPC_PORT`, grpcPort),
  };
});
type Running = { service: (typeof services)[number]; child: ChildProcess; ready: boolean };

const running = new Set<Running>();
const outputs = new Set<Interface>();
let phase: 'starting' | 'ready' | 'stopping' = 'starting';
let stopRequestedAt = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, onSignal);
stopWithNpm();
// Nobody may read what we print, as after `npm start | head`; the services run all the same.
process.stdout.on('error', () => undefined).on('drain', () => outputs.forEach((lines) => lines.resume()));

await checkListenAddress();
const taken = await takenPorts(services);
if (taken.length > 0) await fail(taken.join('\n'));
announceEnvironment();
for (const service of services) start(service);
setTimeout(failIfNotReady, READY_TIMEOUT_MS).unref();

function start(service: (typeof services)[number]): void {
  const child = spawn(process.execPath, ['--enable-source-maps', `dist/apps/${service.name}/main.js`], {
    env: { ...process.env, ...environmentOf(service) },
    // By the last, a channel, a service sends that it is ready, and notices when we are gone, even by SIGKILL.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C at the terminal is for us alone, and we stop the services in order.
    detached: true,
  });
  const entry = { service, child, ready: false };
  running.add(entry);
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    const lines = createInterface({ input: stream });
    outputs.add(lines);
    lines.on('line', (line) => print(service, stream === child.stderr ? readable(line) : line));
    lines.on('close', () => outputs.delete(lines));
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
    const reasons = await takenPorts([entry.service]);
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

/** npm that is killed passes no signal on, and would leave us behind. */
function stopWithNpm(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const npm = npmProcess();
  setInterval(() => {
    if (npmProcess() !== npm && phase !== 'stopping') onSignal('SIGTERM');
  }, PARENT_CHECK_MS).unref();
}

/** Our parent, or its parent where that is the shell in which npm runs a script, as Linux tells. */
function npmProcess(): number {
  try {
    const [, program = '', parent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return program.endsWith('sh') ? Number(parent) : process.ppid;
  } catch {
    return process.ppid;
  }
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
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (running.size > 0 && Date.now() < deadline) await sleep(20);
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
function environmentOf({ name, httpPort, grpcPort }: (typeof services)[number]): Record<string, string> {
  const own = { HTTP_PORT: String(httpPort), GRPC_PORT: String(grpcPort), LISTEN_ADDRESS, LOG_FORMAT };
  if (name !== 'gateway') return own;
  return {
    ...own,
    ...Object.fromEntries(
      backendAddresses().flatMap(({ variable, address }) => [
        [`${variable}_SERVICE_HOST`, address.host],
        [`${variable}_SERVICE_PORT`, address.port],
      ]),
    ),
  };
}

function backendAddresses() {
  const backends = services.filter(({ name }) => name !== 'gateway');
  return backends.map(({ name, variable, grpcPort }) => {
    const started = { host: DESTINATION, port: grpcPort };
    return { name, variable, address: backendAddressFrom(process.env, name as BackendName, started) };
  });
}

/** Variables that have another effect here than on a service that is started by itself. */
function announceEnvironment(): void {
  for (const { name, variable, address } of backendAddresses()) {
    if (!address.isFromEnvironment) continue;
    const place = `${address.host}, port ${address.port} (${variable}_SERVICE_HOST, ${variable}_SERVICE_PORT)`;
    announce(`The gateway calls ${name} at ${place}, not the one that is started here.`);
  }
  for (const name of ['HTTP_PORT', 'GRPC_PORT'] as const) {
    if (!process.env[name]) continue;
    announce(`${name} has no effect on npm start; GATEWAY_${name}, PRICE_${name} and so on choose a service's port.`);
  }
}

async function checkListenAddress(): Promise<void> {
  const error = await listenErrorOf(LISTEN_ADDRESS);
  if (!error) return;
  await fail(`LISTEN_ADDRESS is ${JSON.stringify(LISTEN_ADDRESS)}, but must be an address of this machine (${error}).`);
}

function portFrom(variable: string, fallback: number): number {
  const port = Number(process.env[variable] || fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  announce(`${variable} is ${JSON.stringify(process.env[variable])}, but must be a port from 1 to 65535`);
  process.exit(1);
}

/** A line for each port of these services that is taken: by whom, where the system tells, and what to do. */
async function takenPorts(wanted: readonly (typeof services)[number][]): Promise<string[]> {
  const ports = wanted.flatMap(({ name, variable, httpPort, grpcPort }) => [
    { port: httpPort, user: `${name}, HTTP`, variable: `${variable}_HTTP_PORT` },
    { port: grpcPort, user: `${name}, gRPC`, variable: `${variable}_GRPC_PORT` },
  ]);
  const lines = [];
  for (const { port, user, variable } of ports) {
    if (await isFree(port)) continue;
    const owner = await portOwner(port);
    const folder = owner?.folder ? ` in ${owner.folder}` : '';
    const holder = owner ? `Process ${owner.pid} listens there: ${owner.program}${folder}. ` : '';
    lines.push(
      `Port ${port} (${user}) is taken. ${holder}Stop what listens there, or choose another port by ${variable}=….`,
    );
  }
  return lines;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, LISTEN_ADDRESS, () => probe.close(() => resolve(true)));
  });
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

function print({ name, colour }: (typeof services)[number], line: string): void {
  const written = process.stdout.write(`${styleText(colour, name.padEnd(12))} ${line}\n`);
  // What we can't print in time waits in the services, which drop what is too much.
  if (!written) outputs.forEach((lines) => lines.pause());
}

/** What a service writes to standard error: why it ends. */
function readable(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg: string; err?: { stack: string } };
    return err ? `${msg}\n${err.stack}` : msg;
  } catch {
    return line;
  }
}

function announce(text: string): void {
  process.stdout.write(`\n${styleText('bold', text)}\n\n`);
}
