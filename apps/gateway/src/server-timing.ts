import type { Instance } from '#service-runtime';

import type { Hop } from './hop.ts';

/**
 * The value of a Server-Timing header (https://www.w3.org/TR/server-timing/): how long the gateway took until it
 * answered, then each hop, in milliseconds. Browsers draw it beside the request.
 */
export function serverTiming({ version, instance }: Instance, elapsedMs: number, hops: readonly Hop[]): string {
  const entries = hops.map(({ service, origin, status, durationMs, fault }) =>
    entry(service, durationMs, [
      ...(origin ? [origin.version, origin.instance] : []),
      ...(origin && origin.attempt > 1 ? [`attempt ${origin.attempt}`] : []),
      ...(status === 'OK' ? [] : [status]),
      ...(fault === undefined ? [] : [`injected ${fault}`]),
    ]),
  );
  return [entry('gateway', elapsedMs, [version, instance]), ...entries].join(', ');
}

function entry(name: string, durationMs: number, words: readonly string[]): string {
  const description = words.join(' ').replaceAll(/["\\]/g, '\\$&');
  return `${name};dur=${Math.round(durationMs * 1000) / 1000};desc="${description}"`;
}
