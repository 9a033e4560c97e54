// The receivers to which specs have the services send their traces: a real OpenTelemetry Collector, and Zipkin behind it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const TOOLS = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'product-gateway');
const COLLECTOR = join(TOOLS, 'otel-collector');
const ZIPKIN = join(TOOLS, 'zipkin-server.jar');
const FREE_PORT = '127.0.0.1:0';

/** Whether one of them is missing; says so, and how to get it. In CI that is an error. */
export function traceReceiversAreMissing(): boolean {
  const missing = [COLLECTOR, ZIPKIN].filter((path) => !existsSync(path));
  if (spawnSync('java', ['-version']).status !== 0) missing.push('java');
  if (missing.length === 0) return false;
  const message = `no ${missing.join(', no ')}. \`tools/observability-tools.sh\` brings what is missing.`;
  if (process.env['CI']) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
  return true;
}

/** A collector that hands to Zipkin what it gets, both on free ports; they stop at the end of the `await using` block. */
export interface TraceReceivers extends AsyncDisposable {
  /** OTEL_EXPORTER_OTLP_ENDPOINT for each OTEL_EXPORTER_OTLP_PROTOCOL. */
  readonly otlpUrl: Readonly<Record<'http/protobuf' | 'http/json' | 'grpc', string>>;
  readonly zipkinUrl: string;
}

/**
 * Starts both. The collector answers an export once Zipkin has the spans.
 *
 * @throws Error with all that was printed, if one of them ends before it is ready
 */
export async function startTraceReceivers(): Promise<TraceReceivers> {
  await using starting = new AsyncDisposableStack();
  const zipkin = starting.use(run('java', ['-Xmx256m', '-jar', ZIPKIN, ...ZIPKIN_OPTIONS], { STORAGE_TYPE: 'mem' }));
  const [zipkinUrl = ''] = await zipkin.announced(/Serving HTTP at .* (http:\/\/[\d.:]+)\//);
  const config = join(import.meta.dirname, '../../observability/otel-collector/config.yaml');
  const collector = starting.use(
    run(COLLECTOR, ['--config', config], {
      OTLP_GRPC_ADDRESS: FREE_PORT,
      OTLP_HTTP_ADDRESS: FREE_PORT,
      ZIPKIN_URL: zipkinUrl,
    }),
  );
  const [grpc, http] = await collector.announced(
    /Starting GRPC server.*"endpoint": "(.*)"/,
    /Starting HTTP server.*"endpoint": "(.*)"/,
    /(Everything is ready)/,
  );
  const started = starting.move();
  return {
    otlpUrl: { 'http/protobuf': `http://${http}`, 'http/json': `http://${http}`, grpc: `http://${grpc}` },
    zipkinUrl,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Its server is Armeria's, which has no variables for an address. */
const ZIPKIN_OPTIONS = ['address=127.0.0.1', 'port=0', 'protocols[0]=http'].map(
  (option) => `--armeria.ports[0].${option}`,
);

/** Runs a program that tells what it listens on. */
function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let output = '';
  return {
    /** Waits for a line of each form, and gives what their groups match. */
    announced: (...forms: RegExp[]) =>
      new Promise<string[]>((resolve, reject) => {
        const listen = (chunk: Buffer) => {
          output += String(chunk);
          const found = forms.map((form) => form.exec(output)?.[1]);
          if (found.every((text) => text !== undefined)) resolve(found);
        };
        child.stdout.on('data', listen);
        child.stderr.on('data', listen);
        ended.then(() => reject(new Error(`${command} ended:\n${output}`)), reject);
      }),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}
