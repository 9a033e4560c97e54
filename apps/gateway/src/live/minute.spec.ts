import { describe, expect, it } from 'vitest';

import { minuteOf } from './minute.ts';
import { CANARY, DEGRADED, EJECTED, FAILED, minuteOfSamples, PEER } from './minute.samples.ts';

const hopOf = (samples: Parameters<typeof minuteOf>[0], service: string) => {
  const hop = minuteOf(samples).hops.find((candidate) => candidate.service === service);
  if (!hop) throw new Error(`there is no hop of ${service}`);
  return hop;
};

describe('the minute of a product', () => {
  it('has the share of each version and instance of a canary', () => {
    const { versions, instances, errors } = hopOf(CANARY, 'price');
    expect(versions).toEqual([
      { name: 'v1', count: 54 },
      { name: 'v2', count: 6 },
    ]);
    expect(instances.map(({ version, share }) => [version, share])).toEqual([
      ['v1', 0.9],
      ['v2', 0.1],
    ]);
    expect(errors).toBe(0);
  });

  it('shows by which instance calls fail, and for how long it has had none', () => {
    const { instances, errors, statuses } = hopOf(EJECTED, 'price');
    expect(errors).toBe(8);
    expect(statuses).toContainEqual({ name: 'UNAVAILABLE', count: 8 });
    const [ejected, healthy] = instances;
    expect(ejected).toMatchObject({ instance: 'price-sick-5f7c6c9b9-abcde', errors: 8, lastCallSecondsAgo: 38 });
    expect(healthy).toMatchObject({ errors: 0, lastCallSecondsAgo: 0 });
    expect(minuteOf(EJECTED)).toMatchObject({ degraded: 8, degradedParts: [{ name: 'price', count: 8 }] });
  });

  it('counts calls that needed more than one attempt', () => {
    expect(hopOf(DEGRADED, 'price')).toMatchObject({ retried: 60, maxAttempt: 2, errors: 0 });
    expect(hopOf(DEGRADED, 'inventory')).toMatchObject({ retried: 0, maxAttempt: 1 });
  });

  it('has a row without a version for calls to which nobody responded', () => {
    const { instances, versions, peers, maxAttempt } = hopOf(DEGRADED, 'reviews');
    expect(instances).toMatchObject([{ version: null, instance: null, share: 1, errors: 60 }]);
    expect([versions, peers, maxAttempt]).toEqual([[], [], null]);
  });

  it('does not count calls that the gateway cancelled as errors of their backend', () => {
    expect(minuteOf(FAILED)).toMatchObject({ failed: 60, errors: [{ name: 'backend-unavailable', count: 60 }] });
    expect(hopOf(FAILED, 'base-product')).toMatchObject({ errors: 60 });
    expect(hopOf(FAILED, 'price')).toMatchObject({ errors: 0, p50Ms: null });
  });

  it('has the identity of the caller and the latency of each hop', () => {
    const { peers, p50Ms, p99Ms } = hopOf(minuteOfSamples(), 'inventory');
    expect([peers, p50Ms, p99Ms]).toEqual([[{ name: PEER, count: 60 }], 4, 7]);
  });

  it('is empty without samples', () => {
    expect(minuteOf([])).toMatchObject({ samples: 0, p50Ms: null, hops: [], seconds: [] });
  });
});
