import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProcesses, type RunningProcesses } from '#testbed';

import {
  startTraceReceivers,
  traceReceiversAreMissing,
  type TraceReceivers,
} from '../../libs/testbed/src/observability/trace-receivers.ts';
import { spanTree, ZipkinTraces } from '../../libs/testbed/src/observability/zipkin-traces.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
const CLIENT_SPAN = '00f067aa0ba902b7';
const START_TIMEOUT_MS = 180_000;
const SHOWN = { timeout: 15_000 };

const METHODS = {
  'base-product': 'product_gateway.base_product.v1.BaseProductService/GetBaseProduct',
  inventory: 'product_gateway.inventory.v1.InventoryService/GetInventory',
  price: 'product_gateway.price.v1.PriceService/GetPrice',
  reviews: 'product_gateway.reviews.v1.ReviewsService/ListReviews',
};

/** What a product's trace has to be: the request, four calls, and each of them as it was served. */
const productTree = (failures: Partial<typeof METHODS> = {}) => [
  'SERVER gateway: get /product/*',
  ...Object.entries({ ...METHODS, ...failures }).flatMap(([service, method]) => {
    const name = method.replace(/^\S+/, (text) => text.toLowerCase());
    return [`  CLIENT gateway: ${name}`, `    SERVER ${service}: ${name}`];
  }),
];

/** A trace that no other test has. */
const newTraceId = () => crypto.randomUUID().replaceAll('-', '');

const traceparent = (traceId: string, flags = '01') => `00-${traceId}-${CLIENT_SPAN}-${flags}`;

/** The services of each protocol have a name of their own. */
const instanceOver = (protocol: string) => `over-${protocol.replace('/', '-')}`;

describe.skipIf(traceReceiversAreMissing())('in Zipkin, behind an OpenTelemetry Collector', () => {
  let receivers: TraceReceivers;
  let zipkin: ZipkinTraces;
  beforeAll(async () => {
    receivers = await startTraceReceivers();
    zipkin = new ZipkinTraces(receivers.zipkinUrl);
  }, START_TIMEOUT_MS);
  afterAll(() => receivers?.[Symbol.asyncDispose]());

  const treeOf = async (traceId: string) => spanTree(await zipkin.spansOf(traceId), CLIENT_SPAN);

  const start = (protocol: (typeof PROTOCOLS)[number], environment: Record<string, string> = {}) =>
    startProcesses({
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receivers.otlpUrl[protocol],
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_BSP_SCHEDULE_DELAY: '200',
        SERVICE_INSTANCE: instanceOver(protocol),
        FAULTS: 'on',
        ...environment,
      },
    });

  describe.each(PROTOCOLS)('over %s', (protocol) => {
    let services: RunningProcesses;
    beforeAll(async () => {
      services = await start(protocol);
    }, START_TIMEOUT_MS);
    afterAll(() => services?.[Symbol.asyncDispose]());

    async function getProduct(headers: Record<string, string>, url = services.productUrl): Promise<unknown> {
      const response = await fetch(url, { headers });
      expect(response.status).toBe(200);
      return response.json();
    }

    it('a product is one trace: the request, four calls, and the backends that served them', async () => {
      const traceId = newTraceId();
      await getProduct({ traceparent: traceparent(traceId) });
      await expect.poll(() => treeOf(traceId), SHOWN).toEqual(productTree());
      expect(await zipkin.spansOf(traceId)).toHaveLength(9);
    });

    it('spans say what they are about, as the semantic conventions name it', async () => {
      const traceId = newTraceId();
      await getProduct({ traceparent: traceparent(traceId) });
      await expect.poll(() => treeOf(traceId), SHOWN).toEqual(productTree());
      const spans = await zipkin.spansOf(traceId);
      const tagsOf = (kind: string, name: string) =>
        spans.find((span) => span.kind === kind && span.name === name.toLowerCase())?.tags;
      const resource = { 'service.version': 'v1', 'service.instance.id': instanceOver(protocol) };
      const rpc = { 'rpc.system.name': 'grpc', 'rpc.method': METHODS.price, 'rpc.status_code': 'OK' };
      expect(tagsOf('SERVER', 'GET /product/*')).toMatchObject({
        ...resource,
        'http.request.method': 'GET',
        'http.route': '/product/*',
        'http.response.status_code': '200',
      });
      expect(tagsOf('CLIENT', METHODS.price)).toMatchObject({ ...resource, ...rpc, 'server.address': '127.0.0.1' });
      expect(tagsOf('CLIENT', METHODS.price)?.['server.port']).toMatch(/^\d+$/);
      expect(tagsOf('SERVER', METHODS.price)).toMatchObject({ ...resource, ...rpc });
    });

    it('an RPC that fails is marked on both sides, and the trace stays whole', async () => {
      const traceId = newTraceId();
      const product = await getProduct({ traceparent: traceparent(traceId), 'x-fault': 'price=UNAVAILABLE' });
      expect(product).toMatchObject({ degraded: ['price'] });
      const tree = productTree({ price: `${METHODS.price} failed: UNAVAILABLE` });
      await expect.poll(() => treeOf(traceId), SHOWN).toEqual(tree);
    });

    it('a request that its client does not sample is left out', async () => {
      const [unsampled, sampled] = [newTraceId(), newTraceId()];
      await getProduct({ traceparent: traceparent(unsampled, '00') });
      await getProduct({ traceparent: traceparent(sampled) });
      // Spans are exported in order, so the first trace would be whole before this one.
      await expect.poll(() => treeOf(sampled), SHOWN).toEqual(productTree());
      expect(await zipkin.spansOf(unsampled)).toEqual([]);
    });

    it('a request may name its parent by b3', async () => {
      const traceId = newTraceId();
      await getProduct({ b3: `${traceId}-${CLIENT_SPAN}-1` });
      await expect.poll(() => treeOf(traceId), SHOWN).toEqual(productTree());
    });

    it('a request without a parent starts a trace of its own', async () => {
      await getProduct({}, services.productUrl.replace(/\d+$/, '931030'));
      const tags = { 'service.instance.id': instanceOver(protocol), 'url.path': '/product/931030' };
      const trees = async () => (await zipkin.find(tags)).map((spans) => spanTree(spans));
      await expect.poll(trees, SHOWN).toEqual([productTree()]);
    });
  });

  it(
    'there is nothing of services whose OTEL_TRACES_SAMPLER is always_off',
    async () => {
      const traceId = newTraceId();
      {
        await using services = await start('http/protobuf', { OTEL_TRACES_SAMPLER: 'always_off' });
        const headers = { traceparent: traceparent(traceId) };
        expect((await fetch(services.productUrl, { headers })).status).toBe(200);
      }
      // They have ended, and a service exports what is left before it does.
      expect(await zipkin.spansOf(traceId)).toEqual([]);
    },
    START_TIMEOUT_MS,
  );
});
