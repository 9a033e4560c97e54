import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { RpcClient, runBundle, startOtlpReceiver } from '#testbed';

type Receiver = Awaited<ReturnType<typeof startOtlpReceiver>>;

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES_ENDPOINT = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const PROTOCOL = 'OTEL_EXPORTER_OTLP_PROTOCOL';
const TRACES_PROTOCOL = 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL';
const GRPC_PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

/** Runs price in an environment, calls it once, and gives what it has exported and logged when it has stopped. */
async function observe(environment: (receiver: Receiver) => NodeJS.ProcessEnv) {
  using receiver = await startOtlpReceiver();
  await using price = await runBundle('price', environment(receiver));
  using client = new RpcClient(price.grpcPort);
  const metadata = Metadata.fromHttp2Headers({ traceparent: TRACEPARENT });
  await client.call(PriceServiceService.getPrice, { productId: 9310301 }, { metadata });
  const code = await price.stop();
  const { exports, spans } = receiver;
  const warnings = price.log.filter(({ level }) => level === 'warn').map(({ msg }) => String(msg));
  // In each protocol the name of the service is text in the body.
  const delivered = exports.filter(({ body }) => body.includes('product_gateway.price.v1.PriceService/GetPrice'));
  return { code, delivered, spans, warnings, log: price.log };
}

describe('where spans go', () => {
  const to = (path: string, type: string | undefined) => ({ path, type });
  it.each<[string, (receiver: Receiver) => NodeJS.ProcessEnv, { path: string; type: string | undefined }[], RegExp?]>([
    ['nowhere by default', () => ({}), []],
    ['an endpoint, in http/protobuf', ({ url }) => ({ [ENDPOINT]: url }), [to('/v1/traces', PROTOBUF)]],
    ['an endpoint that ends with a slash', ({ url }) => ({ [ENDPOINT]: `${url}/` }), [to('/v1/traces', PROTOBUF)]],
    ['below the path of an endpoint', ({ url }) => ({ [ENDPOINT]: `${url}/otel` }), [to('/otel/v1/traces', PROTOBUF)]],
    [
      'below the path of an endpoint that ends with a slash',
      ({ url }) => ({ [ENDPOINT]: ` ${url}/otel/ ` }),
      [to('/otel/v1/traces', PROTOBUF)],
    ],
    [
      'an endpoint without a scheme',
      ({ url }) => ({ [ENDPOINT]: url.replace('http://', '') }),
      [to('/v1/traces', PROTOBUF)],
    ],
    ['the endpoint of traces as it is', ({ url }) => ({ [TRACES_ENDPOINT]: `${url}/in` }), [to('/in', PROTOBUF)]],
    ['the root of the endpoint of traces', ({ url }) => ({ [TRACES_ENDPOINT]: url }), [to('/', PROTOBUF)]],
    [
      'the endpoint of traces before that of all signals',
      ({ url }) => ({ [ENDPOINT]: 'http://127.0.0.1:1', [TRACES_ENDPOINT]: `${url}/v1/traces` }),
      [to('/v1/traces', PROTOBUF)],
    ],
    [
      'an endpoint in http/json',
      ({ url }) => ({ [ENDPOINT]: url, [PROTOCOL]: 'http/json' }),
      [to('/v1/traces', JSON_TYPE)],
    ],
    [
      'an endpoint in http/json, in capitals and with space',
      ({ url }) => ({ [ENDPOINT]: url, [PROTOCOL]: ' HTTP/JSON ' }),
      [to('/v1/traces', JSON_TYPE)],
    ],
    [
      'the protocol of traces before that of all signals',
      ({ url }) => ({ [ENDPOINT]: url, [PROTOCOL]: 'grpc', [TRACES_PROTOCOL]: 'http/json' }),
      [to('/v1/traces', JSON_TYPE)],
    ],
    [
      'an unknown protocol',
      ({ url }) => ({ [ENDPOINT]: url, [PROTOCOL]: 'http/xml' }),
      [to('/v1/traces', PROTOBUF)],
      /"http\/xml" is not supported; http\/protobuf is used/,
    ],
    ['an endpoint in grpc', ({ grpcUrl }) => ({ [ENDPOINT]: grpcUrl, [PROTOCOL]: 'grpc' }), [to(GRPC_PATH, undefined)]],
    [
      'the endpoint of traces in grpc',
      ({ grpcUrl }) => ({ [TRACES_ENDPOINT]: grpcUrl, [TRACES_PROTOCOL]: 'grpc' }),
      [to(GRPC_PATH, undefined)],
    ],
    [
      'an endpoint without a scheme in grpc, which is not encrypted',
      ({ grpcUrl }) => ({
        [ENDPOINT]: grpcUrl.replace('http://', ''),
        [PROTOCOL]: 'grpc',
        OTEL_EXPORTER_OTLP_INSECURE: 'true',
      }),
      [to(GRPC_PATH, undefined)],
    ],
    ['nowhere with OTEL_SDK_DISABLED', ({ url }) => ({ [ENDPOINT]: url, OTEL_SDK_DISABLED: 'true' }), []],
    ['nowhere with OTEL_SDK_DISABLED in any case', ({ url }) => ({ [ENDPOINT]: url, OTEL_SDK_DISABLED: ' TRUE ' }), []],
    [
      'an endpoint with OTEL_SDK_DISABLED=False',
      ({ url }) => ({ [ENDPOINT]: url, OTEL_SDK_DISABLED: 'False' }),
      [to('/v1/traces', PROTOBUF)],
    ],
    [
      'an endpoint with an OTEL_SDK_DISABLED that is no boolean',
      ({ url }) => ({ [ENDPOINT]: url, OTEL_SDK_DISABLED: '1' }),
      [to('/v1/traces', PROTOBUF)],
      /OTEL_SDK_DISABLED is "1"/,
    ],
    ['nowhere with none', ({ url }) => ({ [ENDPOINT]: url, OTEL_TRACES_EXPORTER: 'none' }), []],
    [
      'an endpoint with otlp',
      ({ url }) => ({ [ENDPOINT]: url, OTEL_TRACES_EXPORTER: 'otlp' }),
      [to('/v1/traces', PROTOBUF)],
    ],
    [
      'an endpoint with an unknown exporter',
      ({ url }) => ({ [ENDPOINT]: url, OTEL_TRACES_EXPORTER: 'zipkin' }),
      [to('/v1/traces', PROTOBUF)],
      /OTEL_TRACES_EXPORTER has "zipkin"/,
    ],
    ['nowhere with an unknown exporter alone', () => ({ OTEL_TRACES_EXPORTER: 'zipkin' }), [], /"zipkin"/],
  ])('is %s', async (_where, environment, expected, warning) => {
    const { code, delivered, warnings } = await observe(environment);
    expect(delivered.map(({ path, headers }) => ({ path, type: headers['content-type'] }))).toEqual(expected);
    expect(warnings.filter((message) => !warning?.test(message))).toEqual([]);
    expect(warnings).toHaveLength(warning ? 1 : 0);
    expect(code).toBe(0);
  });

  it('is the log with console, a JSON line for each span', async () => {
    const { log, delivered } = await observe(({ url }) => ({ [ENDPOINT]: url, OTEL_TRACES_EXPORTER: 'console' }));
    expect(log.find(({ msg }) => msg === 'span')).toMatchObject({
      trace_id: TRACE,
      parent_span_id: 'b7ad6b7169203331',
      name: 'product_gateway.price.v1.PriceService/GetPrice',
      kind: 'SERVER',
      attributes: { 'rpc.status_code': 'OK' },
    });
    expect(delivered).toEqual([]);
  });

  it('can be both', async () => {
    const { log, delivered } = await observe(({ url }) => ({ [ENDPOINT]: url, OTEL_TRACES_EXPORTER: 'console, otlp' }));
    expect(log.filter(({ msg }) => msg === 'span')).toHaveLength(1);
    expect(delivered).toHaveLength(1);
  });
});

describe('an exporter', () => {
  it.each(['http/protobuf', 'http/json', 'grpc'])(
    'in %s sends OTEL_EXPORTER_OTLP_HEADERS, decoded',
    async (protocol) => {
      const { delivered } = await observe(({ url, grpcUrl }) => ({
        [ENDPOINT]: protocol === 'grpc' ? grpcUrl : url,
        [PROTOCOL]: protocol,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-token=a%20b%3Dc,x-both=general',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-both=traces',
      }));
      expect(delivered.map(({ headers }) => headers)).toMatchObject([{ 'x-token': 'a b=c', 'x-both': 'traces' }]);
    },
  );

  it.each([
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip'],
    ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'GZIP'],
  ])('compresses by %s=%s', async (name, value) => {
    const { delivered } = await observe(({ url }) => ({ [ENDPOINT]: url, [name]: value }));
    expect(delivered.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip']);
  });

  it.each(['http/protobuf', 'grpc'])('in %s leaves out headers that can not be sent', async (protocol) => {
    const { code, delivered, warnings } = await observe(({ url, grpcUrl }) => ({
      [ENDPOINT]: protocol === 'grpc' ? grpcUrl : url,
      [PROTOCOL]: protocol,
      OTEL_EXPORTER_OTLP_HEADERS: 'two words=1,x-line=a%0Ab,x-bin=1,x-good=yes',
    }));
    expect(warnings.map((message) => /has a header "(.*)"/.exec(message)?.[1])).toEqual([
      'two words',
      'x-line',
      'x-bin',
    ]);
    expect(delivered.map(({ headers }) => headers)).toMatchObject([{ 'x-good': 'yes' }]);
    expect(code).toBe(0);
  });

  it.each([
    ['http/protobuf', { [ENDPOINT]: 'https://127.0.0.1:1', OTEL_EXPORTER_OTLP_CERTIFICATE: 'package.json' }],
    ['http/protobuf', { [ENDPOINT]: 'unix:///nowhere' }],
    ['http/json', { [ENDPOINT]: 'http://127.0.0.1:1' }],
    ['grpc', { [ENDPOINT]: 'https://127.0.0.1:1', OTEL_EXPORTER_OTLP_CERTIFICATE: 'package.json' }],
    ['grpc', { [ENDPOINT]: 'http://127.0.0.1:1' }],
  ])('in %s that can not export costs no request, and the service stops with 0', async (protocol, environment) => {
    const { code, log } = await observe(() => ({ ...environment, [PROTOCOL]: protocol }));
    expect(code).toBe(0);
    expect(log.map(({ msg }) => msg)).toContain('stopped');
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_TIMEOUT', 'soon'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'brotli'],
    ['OTEL_EXPORTER_OTLP_CERTIFICATE', '/nowhere/ca.pem'],
    ['OTEL_BSP_SCHEDULE_DELAY', '-5'],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '0'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '-1'],
    ['OTEL_BSP_EXPORT_TIMEOUT', 'none'],
    ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', '-1'],
    ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', '1.5'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'without-a-value'],
    ['OTEL_PROPAGATORS', 'jaeger'],
  ])('warns of %s=%s and goes without it', async (name, value) => {
    const { code, delivered, warnings } = await observe(({ url }) => ({ [ENDPOINT]: url, [name]: value }));
    const about = name.endsWith('CERTIFICATE') ? 'root certificate' : name;
    expect(warnings).toEqual([expect.stringContaining(about)]);
    expect({ code, spans: delivered.length }).toEqual({ code: 0, spans: 1 });
  });
});

describe('spans', () => {
  const json = (environment: NodeJS.ProcessEnv) => (receiver: Receiver) => ({
    ...receiver.environment,
    ...environment,
  });

  it('have the resource of OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES', async () => {
    const { delivered, spans } = await observe(
      json({
        OTEL_SERVICE_NAME: 'my-price',
        OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,service.version=7,team=a%20b',
      }),
    );
    expect(spans.map(({ service }) => service)).toEqual(['my-price']);
    const { resourceSpans } = JSON.parse(String(delivered[0]?.body)) as { resourceSpans: { resource: object }[] };
    expect(resourceSpans[0]?.resource).toMatchObject({
      attributes: expect.arrayContaining([
        { key: 'team', value: { stringValue: 'a b' } },
        { key: 'service.version', value: { stringValue: '7' } },
        { key: 'service.namespace', value: { stringValue: 'product-gateway' } },
      ]),
    });
  });

  it.each([
    ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    ['OTEL_ATTRIBUTE_COUNT_LIMIT', 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'],
  ])('have as many attributes as %s admits', async (name, other) => {
    const { spans } = await observe(json({ [name]: '1', [other]: '100' }));
    expect(spans.map(({ attributes }) => Object.keys(attributes).length)).toEqual([1]);
  });

  it('have values as long as OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT admits', async () => {
    const { spans } = await observe(json({ OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3' }));
    expect(spans[0]?.attributes).toMatchObject({ 'rpc.method': 'pro' });
  });

  it.each([
    ['always_on', undefined, 1],
    ['always_off', undefined, 0],
    ['TraceIdRatio', '0', 0],
    ['traceidratio', '1.0', 1],
    ['traceidratio', 'half', 1],
    [' parentbased_traceidratio ', '0', 1],
  ])('are sampled by OTEL_TRACES_SAMPLER=%s with OTEL_TRACES_SAMPLER_ARG=%s', async (sampler, argument, expected) => {
    const { spans } = await observe(json({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument }));
    expect(spans).toHaveLength(expected);
  });

  it('are sent after OTEL_BSP_SCHEDULE_DELAY', async () => {
    using receiver = await startOtlpReceiver();
    await using price = await runBundle('price', { ...receiver.environment, OTEL_BSP_SCHEDULE_DELAY: '1' });
    using client = new RpcClient(price.grpcPort);
    await client.call(PriceServiceService.getPrice, { productId: 9310301 });
    await expect.poll(() => receiver.spans.length, { timeout: 4000 }).toBe(1);
  });

  it('leave more to be logged with OTEL_LOG_LEVEL', async () => {
    const { log } = await observe(json({ OTEL_LOG_LEVEL: 'Debug' }));
    expect(log.map(({ msg }) => msg)).toContainEqual(expect.stringContaining('OpenTelemetry: OTLPExportDelegate'));
    const { warnings } = await observe(json({ OTEL_LOG_LEVEL: 'none', OTEL_TRACES_SAMPLER: 'sometimes' }));
    expect(warnings).toEqual([]);
  });
});

it.each(['not a url', 'ftp://localhost:21', 'http://'])(
  'a service does not start with an endpoint of %j',
  async (url) => {
    for (const name of [ENDPOINT, TRACES_ENDPOINT]) {
      await expect(runBundle('price', { [name]: url })).rejects.toThrow(
        // As it stands in a line of JSON.
        `${name} is \\"${url}\\", but must be a URL such as`,
      );
    }
  },
);
