import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { RpcClient, runBundle, spansOfPrice, startOtlpReceiver, type OtlpReceiver } from '#testbed';

describe('spans', () => {
  const json = (environment: NodeJS.ProcessEnv) => (receiver: OtlpReceiver) => ({
    ...receiver.environment,
    ...environment,
  });

  it('have the resource of OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES', async () => {
    const { delivered, spans } = await spansOfPrice(
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
    const { spans } = await spansOfPrice(json({ [name]: '1', [other]: '100' }));
    expect(spans.map(({ attributes }) => Object.keys(attributes).length)).toEqual([1]);
  });

  it('have values as long as OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT admits', async () => {
    const { spans } = await spansOfPrice(json({ OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3' }));
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
    const { spans } = await spansOfPrice(json({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument }));
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
    const { log } = await spansOfPrice(json({ OTEL_LOG_LEVEL: 'Debug' }));
    expect(log.map(({ msg }) => msg)).toContainEqual(expect.stringContaining('OpenTelemetry: OTLPExportDelegate'));
    const { warnings } = await spansOfPrice(json({ OTEL_LOG_LEVEL: 'none', OTEL_TRACES_SAMPLER: 'sometimes' }));
    expect(warnings).toEqual([]);
  });
});
