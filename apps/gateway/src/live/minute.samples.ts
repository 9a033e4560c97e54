// Samples as meshes and failures make them, for the specs of the live view.
import type { HopJson } from '../representations/hops.json.ts';
import type { TimedSample } from './minute.ts';

export const PEER = 'spiffe://cluster.local/ns/product-gateway/sa/gateway';
const SERVICES = ['base-product', 'inventory', 'price', 'reviews'];

export const call = (service: string, changes: Partial<HopJson> = {}): HopJson => ({
  service,
  version: 'v1',
  instance: `${service}-v1-7d9c5b8f4-x2x7k`,
  attempt: 1,
  peer: PEER,
  status: 'OK',
  durationMs: 2,
  fault: undefined,
  ...changes,
});

/** A call to which nobody responded. */
export const unanswered = (service: string, status: string): HopJson =>
  call(service, { version: null, instance: null, attempt: null, peer: null, status });

/** A minute of samples, of which `change` replaces calls by the second. */
export const minuteOfSamples = (
  change: (second: number) => Readonly<Record<string, HopJson>> = () => ({}),
  error: TimedSample['error'] = null,
): TimedSample[] =>
  Array.from({ length: 60 }, (_, second) => {
    const calls = change(second);
    const hops = SERVICES.map((service) => calls[service] ?? call(service, { durationMs: 1 + (second % 7) }));
    const degraded = error === null ? hops.filter(({ status }) => status !== 'OK').map(({ service }) => service) : [];
    return { secondsAgo: 59 - second, durationMs: 5 + (second % 11), error, degraded, hops };
  });

const v2 = call('price', { version: 'v2', instance: 'price-v2-65c9d7b6d8-hq2lp' });
const sick = call('price', { instance: 'price-sick-5f7c6c9b9-abcde', status: 'UNAVAILABLE' });

/** Nine of ten calls to price are served by v1, one by v2. */
export const CANARY = minuteOfSamples((second) => (second % 10 === 4 ? { price: v2 } : {}));
/** A sick instance of price fails its calls, until it gets none. */
export const EJECTED = minuteOfSamples((second) => (second < 24 && second % 3 === 0 ? { price: sick } : {}));
/** Nobody responds for reviews, and price needs a second attempt. */
export const DEGRADED = minuteOfSamples(() => ({
  reviews: unanswered('reviews', 'UNAVAILABLE'),
  price: call('price', { attempt: 2, durationMs: 120 }),
}));
/** base-product can't be reached, so that the gateway cancels the other calls. */
export const FAILED = minuteOfSamples(
  () => ({
    'base-product': unanswered('base-product', 'UNAVAILABLE'),
    ...Object.fromEntries(['inventory', 'price', 'reviews'].map((name) => [name, unanswered(name, 'CANCELLED')])),
  }),
  'backend-unavailable',
);
/** Many instances with unusual names. */
export const UNUSUAL = minuteOfSamples((second) => ({
  price: call('price', {
    version: `2026.11.${second % 9}-${'x'.repeat(40)}`,
    instance: `<script>alert(${second % 20})</script>-${'a-long-name-'.repeat(10)}`,
    peer: `spiffe://${'a'.repeat(120)}/${second % 3}`,
  }),
}));
