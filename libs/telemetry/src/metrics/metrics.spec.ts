import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { START_BACKEND, type RunningService } from '#testbed';

import { Metrics, OPENMETRICS, TEXT } from './metrics.ts';

const startMetrics = () => new Metrics({ service: 'price', version: 'v2', instance: 'price-a' }, false);

const namesOf = (text: string, type: string) =>
  [...text.matchAll(new RegExp(`^# TYPE (\\S+) ${type}$`, 'gm'))].map(([, name]) => name);

describe('the metrics of a service', () => {
  it('have target_info and the metrics of the process', async () => {
    const text = await startMetrics().render(TEXT);
    expect(text).toContain('target_info{service_name="price",service_version="v2",service_instance_id="price-a"} 1\n');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('are the same in both formats, however often and in whatever order they are rendered', async () => {
    const metrics = startMetrics();
    const formats = [TEXT, OPENMETRICS, TEXT, OPENMETRICS] as const;
    const [first, open, second, again] = await Promise.all(formats.map((format) => metrics.render(format)));
    expect(namesOf(second ?? '', 'counter')).toEqual(namesOf(first ?? '', 'counter'));
    expect(namesOf(first ?? '', 'counter')).toContain('product_gateway_faults_injected_total');
    expect(namesOf(open ?? '', 'counter').map((name) => `${name}_total`)).toEqual(namesOf(first ?? '', 'counter'));
    expect(namesOf(again ?? '', 'counter')).toEqual(namesOf(open ?? '', 'counter'));
    expect([open?.endsWith('# EOF\n'), first?.includes('# EOF')]).toEqual([true, false]);
  });

  it('name no gauge as if it were a counter', async () => {
    expect(namesOf(await startMetrics().render(TEXT), 'gauge').filter((name) => name?.endsWith('_total'))).toEqual([]);
  });

  it('count many attempts of a call together', async () => {
    const metrics = startMetrics();
    for (const attempt of [1, 3, 4, 9]) metrics.countAttempt('a.B/C', attempt);
    const text = await metrics.render(TEXT);
    const counts = [...text.matchAll(/attempts_total\{rpc_method="a.B\/C",attempt="(.+)"\} (\d+)/g)];
    expect(counts.map(([, attempt, count]) => [attempt, count])).toEqual([
      ['1', '1'],
      ['3', '1'],
      ['4+', '2'],
    ]);
  });
});

describe('/metrics', () => {
  let price: RunningService;
  beforeAll(async () => {
    price = await START_BACKEND.price();
  });
  afterAll(() => price[Symbol.asyncDispose]());

  it('counts requests by route, not by path, and leaves out those that only look at the service', async () => {
    const get = async (path: string) => (await fetch(price.httpUrl + path)).text();
    for (const path of ['/productPrice/9310301', '/productPrice/931030', '/productPrice/007', '/nothing'])
      await get(path);
    for (const path of ['/livez', '/readyz', '/metrics']) await get(path);
    const counted = async () =>
      [...(await get('/metrics')).matchAll(/^http_server_request_duration_seconds_count\{(.*)\} (\d+)$/gm)].map(
        ([, labels, count]) => `${labels} ${count}`,
      );
    await expect
      .poll(counted)
      .toEqual([
        'http_request_method="GET",http_route="/productPrice/:id",http_response_status_code="200" 2',
        'http_request_method="GET",http_route="/productPrice/:id",http_response_status_code="400" 1',
        'http_request_method="GET",http_route="",http_response_status_code="404" 1',
      ]);
    expect(await get('/metrics')).toContain('http_server_active_requests{http_request_method="GET"} 0');
  });

  it.each([
    [undefined, TEXT],
    ['*/*', TEXT],
    ['text/plain', TEXT],
    ['text/*;q=0.2, application/*;q=0.3', OPENMETRICS],
    ['application/openmetrics-text', OPENMETRICS],
    ['Application/OpenMetrics-Text; Version=1.0.0', OPENMETRICS],
    ['application/openmetrics-text;version=1.0.0,text/plain;q=0.5', OPENMETRICS],
    ['application/openmetrics-text;q=0.4, text/plain;q=0.5', TEXT],
    ['text/plain, application/openmetrics-text', TEXT],
    ['application/openmetrics-text, text/plain', OPENMETRICS],
    ['application/openmetrics-text;q=0, */*', TEXT],
    ['application/openmetrics-text;q=0.000', TEXT],
    ['text/plain;q=0, */*', OPENMETRICS],
    ['application/openmetrics-text;version=0.0.1', TEXT],
    ['image/png', TEXT],
    ['', TEXT],
    ['no media type', TEXT],
    // What Prometheus 3 sends.
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,' +
        'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      OPENMETRICS,
    ],
    [
      'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,' +
        'text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      OPENMETRICS,
    ],
  ])('has the format that Accept: %s prefers', async (accept, format) => {
    const response = await fetch(`${price.httpUrl}/metrics`, { headers: accept === undefined ? {} : { accept } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, format]);
  });

  it('is not there where METRICS is off', async () => {
    await using unmeasured = await START_BACKEND.price({ METRICS: 'off' });
    expect((await fetch(`${unmeasured.httpUrl}/metrics`)).status).toBe(404);
    expect((await fetch(`${unmeasured.httpUrl}/productPrice/9310301`)).status).toBe(200);
  });
});
