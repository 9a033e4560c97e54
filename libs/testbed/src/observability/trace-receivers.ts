// The receivers to which specs have the services send their traces: a real OpenTelemetry Collector, and Zipkin behind it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { BackgroundProgram } from '../background-program.ts';
import { requireOrSkip } from '../require-or-skip.ts';
import { TOOLS_FOLDER } from '../tools-folder.ts';

const COLLECTOR = join(TOOLS_FOLDER, 'otel-collector');
const ZIPKIN = join(TOOLS_FOLDER, 'zipkin-server.jar');
const FREE_PORT = '127.0.0.1:0';

/** Whether to skip what needs a collector and Zipkin, which runs on Java. */
export function traceReceiversAreMissing(): boolean {
  const missing = [COLLECTOR, ZIPKIN].filter((path) => !existsSync(path));
  if (spawnSync('java', ['-version']).status !== 0) missing.push('java');
  return requireOrSkip(missing.join(', no '), missing.length === 0, '`tools/observability-tools.sh` installs them.');
}

/** A collector that exports to Zipkin, both on free ports; they stop at the end of the `await using` block. */
export interface TraceReceivers extends AsyncDisposable {
  /** OTEL_EXPORTER_OTLP_ENDPOINT for each OTEL_EXPORTER_OTLP_PROTOCOL. */
  readonly otlpUrl: Readonly<Record<'http/protobuf' | 'http/json' | 'grpc', string>>;
  readonly zipkinUrl: string;
}

/**
 * Starts both. The collector responds to an export once Zipkin has the spans.
 *
 * @throws Error with all that was printed, if one of them ends before it is ready
 */
export async function startTraceReceivers(): Promise<TraceReceivers> {
  await using starting = new AsyncDisposableStack();
  const zipkin = starting.use(start(['java', '-Xmx256m', '-jar', ZIPKIN, ...ZIPKIN_OPTIONS], { STORAGE_TYPE: 'mem' }));
  const [zipkinUrl = ''] = await zipkin.printed(/Serving HTTP at .* (http:\/\/[\d.:]+)\//);
  const config = join(import.meta.dirname, '../../../../observability/otel-collector/config.yaml');
  const collector = starting.use(
    start([COLLECTOR, '--config', config], {
      OTLP_GRPC_ADDRESS: FREE_PORT,
      OTLP_HTTP_ADDRESS: FREE_PORT,
      ZIPKIN_URL: zipkinUrl,
    }),
  );
  const [grpc, http] = await collector.printed(
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

const start = (command: readonly string[], environment: Readonly<Record<string, string>>): BackgroundProgram =>
  new BackgroundProgram(command, { env: { ...process.env, ...environment } });
