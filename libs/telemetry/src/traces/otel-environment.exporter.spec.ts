import { describe, expect, it } from 'vitest';
import { spansOfPrice } from '#testbed';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const PROTOCOL = 'OTEL_EXPORTER_OTLP_PROTOCOL';

describe('an exporter', () => {
  it.each(['http/protobuf', 'http/json', 'grpc'])(
    'in %s sends OTEL_EXPORTER_OTLP_HEADERS, decoded',
    async (protocol) => {
      const { delivered } = await spansOfPrice(({ url, grpcUrl }) => ({
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
    const { delivered } = await spansOfPrice(({ url }) => ({ [ENDPOINT]: url, [name]: value }));
    expect(delivered.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip']);
  });

  it.each(['http/protobuf', 'grpc'])('in %s leaves out headers that can not be sent', async (protocol) => {
    const { code, delivered, warnings } = await spansOfPrice(({ url, grpcUrl }) => ({
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
    const { code, log } = await spansOfPrice(() => ({ ...environment, [PROTOCOL]: protocol }));
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
    const { code, delivered, warnings } = await spansOfPrice(({ url }) => ({ [ENDPOINT]: url, [name]: value }));
    const about = name.endsWith('CERTIFICATE') ? 'root certificate' : name;
    expect(warnings).toEqual([expect.stringContaining(about)]);
    expect({ code, spans: delivered.length }).toEqual({ code: 0, spans: 1 });
  });
});
