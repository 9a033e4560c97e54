import { describe, expect, it } from 'vitest';
import { CALLER, runBundle, spansOfPrice, type OtlpReceiver } from '#testbed';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES_ENDPOINT = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const PROTOCOL = 'OTEL_EXPORTER_OTLP_PROTOCOL';
const TRACES_PROTOCOL = 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL';
const GRPC_PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

describe('where spans go', () => {
  const to = (path: string, type: string | undefined) => ({ path, type });
  it.each<
    [string, (receiver: OtlpReceiver) => NodeJS.ProcessEnv, { path: string; type: string | undefined }[], RegExp?]
  >([
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
    const { code, delivered, warnings } = await spansOfPrice(environment);
    expect(delivered.map(({ path, headers }) => ({ path, type: headers['content-type'] }))).toEqual(expected);
    expect(warnings.filter((message) => !warning?.test(message))).toEqual([]);
    expect(warnings).toHaveLength(warning ? 1 : 0);
    expect(code).toBe(0);
  });

  it('is the log with console, a JSON line for each span', async () => {
    const { log, delivered } = await spansOfPrice(({ url }) => ({ [ENDPOINT]: url, OTEL_TRACES_EXPORTER: 'console' }));
    expect(log.find(({ msg }) => msg === 'span')).toMatchObject({
      trace_id: CALLER.traceId,
      parent_span_id: CALLER.spanId,
      name: 'product_gateway.price.v1.PriceService/GetPrice',
      kind: 'SERVER',
      attributes: { 'rpc.status_code': 'OK' },
    });
    expect(delivered).toEqual([]);
  });

  it('can be both', async () => {
    const { log, delivered } = await spansOfPrice(({ url }) => ({
      [ENDPOINT]: url,
      OTEL_TRACES_EXPORTER: 'console, otlp',
    }));
    expect(log.filter(({ msg }) => msg === 'span')).toHaveLength(1);
    expect(delivered).toHaveLength(1);
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
