import { isPrintableAscii, percentEncoded, type Instance } from '#telemetry';

import type { Hop } from '../backends/hop.ts';

/**
 * The value of a Server-Timing header (https://www.w3.org/TR/server-timing/): the duration until the gateway responds, then
 * that of each hop, in milliseconds. Browsers draw it beside the request.
 */
export function serverTiming({ version, instance }: Instance, elapsedMs: number, hops: readonly Hop[]): string {
  let value = entry('gateway', elapsedMs, `${version} ${instance}`);
  for (const hop of hops) value += `, ${entry(hop.service, hop.durationMs, describe(hop))}`;
  return value;
}

/** Such as: v1 price-7d9c5b8f4-x2x7k attempt 2. */
function describe({ origin, status, fault }: Hop): string {
  let words = origin ? `${origin.version} ${origin.instance}` : '';
  if (origin && origin.attempt > 1) words += ` attempt ${origin.attempt}`;
  if (status !== 'OK') words += ` ${status}`;
  if (fault !== undefined) words += ` injected ${fault}`;
  return words.trimStart();
}

const entry = (name: string, durationMs: number, description: string): string =>
  `${name};dur=${Math.round(durationMs * 1000) / 1000};desc="${quotable(description)}"`;

/** A header value is ASCII. The name of an instance may be a host name, which can have any characters. */
const quotable = (text: string): string =>
  (isPrintableAscii(text) ? text : percentEncoded(text)).replaceAll(/["\\]/g, '\\$&');
