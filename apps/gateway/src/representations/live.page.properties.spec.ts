import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { minuteOf, type TimedSample } from '../live/minute.ts';
import { liveEvent } from './live.event.ts';
import { livePage } from './live.page.ts';
import { liveJson } from './live.json.ts';

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const duration = fc.double({ min: 0, max: 1e7, noNaN: true });
const origin = fc.oneof(
  fc.record({
    version: text,
    instance: text,
    attempt: fc.integer({ min: 1 }),
    peer: fc.option(text),
  }),
  fc.constant({ version: null, instance: null, attempt: null, peer: null }),
);
const hop = fc
  .tuple(
    origin,
    fc.record({
      service: fc.constantFrom('base-product', 'inventory', 'price', 'reviews'),
      status: fc.constantFrom('OK', 'UNAVAILABLE', 'CANCELLED'),
      durationMs: duration,
      fault: fc.constant(undefined),
    }),
  )
  .map(([from, call]) => Object.assign({}, from, call));
const samples: fc.Arbitrary<TimedSample[]> = fc.array(
  fc.record({
    secondsAgo: fc.integer({ min: 0, max: 59 }),
    durationMs: duration,
    error: fc.constantFrom(null, 'backend-unavailable', 'internal'),
    degraded: fc.subarray(['inventory', 'price', 'reviews']),
    hops: fc.array(hop, { maxLength: 4 }),
  }),
  { maxLength: 60 },
);
const view = samples.map((all) => ({
  productId: 9310301,
  gateway: { service: 'gateway', version: 'v1', instance: 'here' } as const,
  minute: minuteOf(all),
}));

describe('the live view of any minute', () => {
  it('is rendered, and has no markup of a backend', () => {
    fc.assert(
      fc.property(view, (shown) => {
        const page = livePage(shown);
        expect(page).toContain('<h1>Live view</h1>');
        // One each: that of the layout and those of the page.
        expect(page.split('<script').length).toBe(2);
        expect(page).not.toContain('style="');
        expect(page).not.toContain('NaN');
      }),
    );
  });

  it('is one event, whose lines all are data', () => {
    fc.assert(
      fc.property(view, (shown) => {
        const lines = liveEvent(shown)
          .toString()
          .split(/\r\n|\r|\n/);
        expect(lines[0]).toBe('event: minute');
        expect(lines.slice(-2)).toEqual(['', '']);
        expect(lines.slice(1, -2).every((line) => line.startsWith('data: '))).toBe(true);
      }),
    );
  });

  it('counts each sample and each call once', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const { samples: count, hops } = minuteOf(all);
        expect(count).toBe(all.length);
        for (const { service, calls, instances } of hops) {
          expect(calls).toBe(all.flatMap((sample) => sample.hops).filter((call) => call.service === service).length);
          expect(instances.reduce((sum, instance) => sum + instance.calls, 0)).toBe(calls);
        }
      }),
    );
  });

  it('is JSON without a value that JSON does not have', () => {
    fc.assert(
      fc.property(view, (shown) => {
        expect(JSON.parse(liveJson(shown))).toMatchObject({ productId: 9310301, samples: shown.minute.samples });
      }),
    );
  });
});
