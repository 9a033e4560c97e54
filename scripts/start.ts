// Runs the five services on this machine, as processes of their own, until Ctrl-C.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';

import { SERVICES, type ServiceName } from '../libs/service-runtime/src/services.ts';

const LISTEN_ADDRESS = '127.0.0.1';
/** What the services write to is a pipe; who reads it is at our own end. */
const LOG_FORMAT = process.env['LOG_FORMAT'] ?? (process.stdout.isTTY ? 'pretty' : 'json');
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 20_000;
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
type Running = { service: (typeof services)[number]; child: ChildProcess };

const running = new Set<Running>();
let phase: 'starting' | 'ready' | 'stopping' = 'starting';
let stopRequestedAt = 0;

process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);

await checkPorts();
for (const service of services) start(service);
await Promise.all(services.map(untilReady));
phase = 'ready';
printUrls();

function start(service: (typeof services)[number]): void {
  const child = spawn(process.execPath, ['--enable-source-maps', `dist/apps/${service.name}/main.js`], {
    env: { ...process.env, ...environmentOf(service) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C at the terminal is for us alone, and we stop the services in order.
    detached: true,
  });
  const entry = { service, child };
  running.add(entry);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => print(service, line));
  }
  child.on('exit', (code, signal) => onExit(entry, signal ?? `exit code ${code}`));
}

function onExit(entry: Running, how: string): void {
  running.delete(entry);
  const { name, httpPort, grpcPort } = entry.service;
  if (phase === 'stopping') return;
  if (phase === 'starting') return void fail(`${name} ended before it was ready (${how}).`);
  const ports =
    httpPort === SERVICES[name].httpPort && grpcPort === SERVICES[name].grpcPort
      ? ''
      : `HTTP_PORT=${httpPort} GRPC_PORT=${grpcPort} `;
  announce(`${name} HAS ENDED (${how}). The others stay up; \`${ports}npx nx serve ${name}\` brings it back.`);
}

async function untilReady({ name, httpPort }: (typeof services)[number]): Promise<void> {
  const url = `http://${LISTEN_ADDRESS}:${httpPort}/readyz`;
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(50)) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
  }
  await fail(`${name} was not ready within ${READY_WITHIN_MS / 1000} seconds.`);
}

function onSignal(): void {
  if (phase !== 'stopping') {
    stopRequestedAt = Date.now();
    announce('Stopping …');
    void stopAll().then(() => process.exit(0));
  } else if (Date.now() - stopRequestedAt > SAME_KEY_PRESS_MS) {
    kill('SIGKILL');
    process.exit(130);
  }
}

async function stopAll(): Promise<void> {
  phase = 'stopping';
  kill('SIGTERM');
  const deadline = Date.now() + STOPPED_WITHIN_MS;
  while (running.size > 0 && Date.now() < deadline) await sleep(20);
  kill('SIGKILL');
}

function kill(signal: NodeJS.Signals): void {
  for (const { child } of running) child.kill(signal);
}

async function fail(reason: string): Promise<never> {
  announce(reason);
  await stopAll();
  process.exit(1);
}

/** Each service's own ports, and for the gateway those of its backends. */
function environmentOf({ name, httpPort, grpcPort }: (typeof services)[number]): Record<string, string> {
  const own = { HTTP_PORT: String(httpPort), GRPC_PORT: String(grpcPort), LISTEN_ADDRESS, LOG_FORMAT };
  if (name !== 'gateway') return own;
  return {
    ...own,
    ...Object.fromEntries(
      services.flatMap((backend) => [
        [`${backend.variable}_SERVICE_HOST`, LISTEN_ADDRESS],
        [`${backend.variable}_SERVICE_PORT`, String(backend.grpcPort)],
      ]),
    ),
  };
}

function portFrom(variable: string, fallback: number): number {
  const port = Number(process.env[variable] || fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  announce(`${variable} is ${JSON.stringify(process.env[variable])}, but must be a port from 1 to 65535`);
  process.exit(1);
}

async function checkPorts(): Promise<void> {
  const ports = services.flatMap(({ name, variable, httpPort, grpcPort }) => [
    { port: httpPort, user: `${name}, HTTP`, variable: `${variable}_HTTP_PORT` },
    { port: grpcPort, user: `${name}, gRPC`, variable: `${variable}_GRPC_PORT` },
  ]);
  const taken = [];
  for (const entry of ports) if (!(await isFree(entry.port))) taken.push(entry);
  if (taken.length === 0) return;
  for (const { port, user, variable } of taken) {
    announce(`Port ${port} (${user}) is taken. Stop what listens there, or choose another port by ${variable}=….`);
  }
  process.exit(1);
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
  const base = `http://localhost:${gateway?.httpPort}`;
  announce(`Ready. Try

  ${base}/product               all products
  ${base}/product/931030.html   a product's page
  ${base}/product/9310301       the same as JSON
  ${base}/openapi.json          every path

and over gRPC localhost:${gateway?.grpcPort} (reflection is on). Ctrl-C stops all five.`);
}

function print({ name, colour }: (typeof services)[number], line: string): void {
  console.log(`${styleText(colour, name.padEnd(12))} ${line}`);
}

function announce(text: string): void {
  console.log(`\n${styleText('bold', text)}\n`);
}
