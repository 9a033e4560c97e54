import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryServiceService } from '#contracts';
import { RpcClient, startProcesses, type RunningProcesses } from '#testbed';

import type { ServiceName } from '#configuration';

import { queriesOf } from '../../observability/grafana/dashboard-queries.ts';
import { servicesDashboard } from '../../observability/grafana/dashboards/services.ts';
import { prometheusIsMissing, promtool, startPrometheus } from '../../libs/testbed/src/observability/prometheus.ts';

/** A request that succeeds, one that is degraded and one that fails. */
const REQUESTS = [{}, { 'x-fault': 'price=UNAVAILABLE;first=1' }, { 'x-fault': 'base-product=UNAVAILABLE' }];

interface QueryResult {
  result: { metric: Record<string, string>; value: [time: number, value: string] }[];
}
interface Rules {
  groups: { rules: { name: string; health: string; lastError?: string }[] }[];
}

describe.skipIf(prometheusIsMissing())('Prometheus, beside the five services under traffic,', () => {
  const running = new AsyncDisposableStack();
  let services: RunningProcesses;
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;

  beforeAll(async () => {
    services = running.use(await startProcesses({ environment: { FAULTS: 'on' } }));
    prometheus = running.use(await startPrometheus(services.httpPorts));
    // It stays open, for the numbers of open streams.
    const leave = running.adopt(new AbortController(), (controller) => controller.abort());
    await watch(leave.signal);
  }, 60_000);
  afterAll(() => running.disposeAsync());

  async function get(service: ServiceName, path: string, headers: Record<string, string>) {
    const url = `http://127.0.0.1:${services.httpPorts[service]}${path}`;
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
    return { type: response.headers.get('content-type'), text: await response.text() };
  }
  /** The same reservation again and again takes stock once. */
  async function reserve() {
    using inventory = new RpcClient(services.grpcPorts.inventory);
    const request = { productId: 9310301, optionId: 1, quantity: 1, idempotencyKey: 'dashboard' };
    await inventory.call(InventoryServiceService.reserveStock, request);
  }
  /** Opens a stream of the product's stock, and resolves with its response once the first event is there. */
  async function watch(signal: AbortSignal): Promise<Response> {
    const response = await fetch(`${services.productUrl}/events`, { signal });
    await response.body?.getReader().read();
    return response;
  }
  /** A stream that ends. */
  async function watchOnce(): Promise<void> {
    const leave = new AbortController();
    await watch(leave.signal);
    leave.abort();
  }
  const sendTraffic = () =>
    Promise.all([...REQUESTS.map((headers) => get('gateway', '/product/9310301', headers)), reserve(), watchOnce()]);
  const query = async (promql: string) =>
    (await prometheus.get<QueryResult>(`query?query=${encodeURIComponent(promql)}`)).result;

  it('has a result for every query of the services dashboard, with the labels that its legend names', async () => {
    const queries = queriesOf(servicesDashboard, { service: '.+', __rate_interval: '15s' });
    const hasResult = async ({ expr, legendFormat = '' }: (typeof queries)[number]) => {
      const labels = [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, label]) => label ?? '');
      return (await query(expr)).some(
        ({ metric, value: [, value] }) => Number.isFinite(Number(value)) && labels.every((label) => metric[label]),
      );
    };
    const withoutResult = async () => {
      await sendTraffic();
      const haveResults = await Promise.all(queries.map(hasResult));
      return queries.filter((_, index) => !haveResults[index]).map(({ expr }) => expr);
    };
    await expect.poll(withoutResult, { timeout: 60_000, interval: 500 }).toEqual([]);
  }, 90_000);

  it('computes every rule without an error', async () => {
    const unhealthy = async () =>
      (await prometheus.get<Rules>('rules')).groups
        .flatMap((group) => group.rules)
        .filter(({ health }) => health !== 'ok')
        .map(({ name, lastError }) => ({ name, lastError }));
    await expect.poll(unhealthy, { timeout: 20_000 }).toEqual([]);
  });

  it('scrapes all five, in the OpenMetrics format that it prefers', async () => {
    const names = Object.keys(services.httpPorts).toSorted();
    const scraped = async () => (await query('up == 1')).map(({ metric }) => metric['service']).toSorted();
    await expect.poll(scraped, { timeout: 20_000 }).toEqual(names);
    for (const name of names as ServiceName[]) {
      const { type } = await get(name, '/metrics', { accept: 'application/openmetrics-text;version=1.0.0' });
      expect(type).toContain('application/openmetrics-text');
    }
  });

  it('has a promtool that finds no fault with the metrics of any service', async () => {
    await sendTraffic();
    for (const name of Object.keys(services.httpPorts) as ServiceName[]) {
      const { text } = await get(name, '/metrics', { accept: 'text/plain' });
      expect({ name, ...promtool(['check', 'metrics'], text) }).toEqual({ name, code: 0, output: '' });
    }
  });
});
