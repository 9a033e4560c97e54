// The pictures of the page, a trace and metrics, from the five services beside a real Prometheus, a collector and a Zipkin, all
// of which it starts and stops itself.
import { setTimeout as sleep } from 'node:timers/promises';

import { startProcesses } from '../../libs/testbed/src/processes.ts';
import { startPrometheus } from '../../libs/testbed/src/observability/prometheus.ts';
import { startTraceReceivers } from '../../libs/testbed/src/observability/trace-receivers.ts';
import { ZipkinTraces } from '../../libs/testbed/src/observability/zipkin-traces.ts';
import { until } from '../../libs/testbed/src/until.ts';
import { openBrowser, picture, take } from './picture.ts';

const FAULTS = { 'x-fault': 'inventory=delay:20ms, reviews=UNAVAILABLE' };
const TRACED_SPANS = 9;
const TRACE_TIMEOUT_MS = 30_000;
const LOAD_SECONDS = 90;
/** Long enough for a graph to rise, and as long again for its middle third, in which a backend fails. */
const PAUSE_MS = 20;

/** Takes the pictures that need no cluster. */
export async function takeServicePictures(): Promise<void> {
  await using receivers = await startTraceReceivers();
  await using services = await startProcesses({
    environment: {
      FAULTS: 'on',
      SERVICE_INSTANCE: 'demo-1',
      OTEL_EXPORTER_OTLP_ENDPOINT: receivers.otlpUrl['http/protobuf'],
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
  });
  await using prometheus = await startPrometheus(services.httpPorts);
  await using browser = await openBrowser();
  const gateway = new URL(services.productUrl).origin;

  console.log(`Sending requests for ${LOAD_SECONDS} seconds …`);
  for (const start = Date.now(); Date.now() < start + LOAD_SECONDS * 1000; await sleep(PAUSE_MS)) {
    const third = Math.floor((3 * (Date.now() - start)) / (LOAD_SECONDS * 1000));
    await fetch(services.productUrl, { headers: third === 1 ? { 'x-fault': 'reviews=UNAVAILABLE;percent=50' } : {} });
  }

  console.log('Taking pictures …');
  const product = await browser.newPage(1100, 760);
  await product.goto(`${gateway}/product/931030.html`);
  await take(product, 'product-page');

  await product.setExtraHTTPHeaders(FAULTS);
  await product.goto(`${gateway}/product/9310301.html`);
  await product.locator('section', { has: product.locator('.calls') }).screenshot({ path: picture('call-graph') });

  const traceId = crypto.randomUUID().replaceAll('-', '');
  await fetch(services.productUrl, { headers: { ...FAULTS, traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
  const zipkin = new ZipkinTraces(receivers.zipkinUrl);
  const isWhole = async () => (await zipkin.spansOf(traceId)).length >= TRACED_SPANS;
  await until(isWhole, { what: 'Zipkin has the whole trace', timeoutMs: TRACE_TIMEOUT_MS });
  const trace = await browser.newPage(1280, 620);
  await trace.goto(`${receivers.zipkinUrl}/zipkin/traces/${traceId}`);
  await trace.getByText('gateway').first().waitFor();
  await take(trace, 'trace');

  const graph = await browser.newPage(1280, 900);
  const query = 'sum by (rpc_method, rpc_status_code) (rate(rpc_server_call_duration_seconds_count[15s]))';
  const view = new URLSearchParams({ 'g0.expr': query, 'g0.tab': '0', 'g0.range_input': '2m' });
  await graph.goto(`${prometheus.url}/classic/graph?${view}`);
  await graph.locator('.legend .line').first().waitFor();
  await take(graph, 'prometheus');
}
