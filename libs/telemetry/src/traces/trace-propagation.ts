import { diag, trace, TraceFlags, type Context, type Span } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

import type { HeaderLookup } from '../header-lookup.ts';
import type { TraceFormats } from './trace-context.ts';

const PROPAGATORS = ['tracecontext', 'baggage', 'b3', 'b3multi', 'none'] as const;
type Propagator = (typeof PROPAGATORS)[number];

/** The formats in which a call's span is written into its headers. */
export interface InjectedFormats {
  readonly w3c: boolean;
  readonly b3: boolean;
  readonly b3multi: boolean;
}

const w3c = new W3CTraceContextPropagator();
const setter = { set: (headers: Record<string, string>, name: string, value: string) => void (headers[name] = value) };

/**
 * Which formats of trace context spans are read from and written to, by OTEL_PROPAGATORS. If it is unset both W3C's and
 * B3 are read; calls carry traceparent, and B3 in the forms that the request had, so that a mesh that speaks B3 sees our
 * spans as well. Baggage is forwarded regardless of it (apps/gateway/src/forwarded-headers.ts).
 */
export class TracePropagation {
  readonly extracted: TraceFormats;
  readonly #injected: InjectedFormats | undefined;

  /** @param names the value of OTEL_PROPAGATORS; empty if it is unset */
  constructor(names: readonly string[]) {
    const known = names.map((name) => name.toLowerCase()).filter(isPropagator);
    for (const name of names) {
      if (!isPropagator(name.toLowerCase())) {
        diag.warn(`OTEL_PROPAGATORS has ${JSON.stringify(name)}, which is not supported; it is ignored.`);
      }
    }
    const has = (name: Propagator) => known.includes(name) && !known.includes('none');
    this.extracted = known.length > 0 ? { w3c: has('tracecontext'), b3: has('b3') || has('b3multi') } : ALL;
    this.#injected =
      known.length > 0 ? { w3c: has('tracecontext'), b3: has('b3'), b3multi: has('b3multi') } : undefined;
  }

  /** The formats for the calls of a request. */
  injectedFor(header: HeaderLookup): InjectedFormats {
    return (
      this.#injected ?? { w3c: true, b3: header('b3') !== undefined, b3multi: header('x-b3-traceid') !== undefined }
    );
  }
}

const ALL: TraceFormats = { w3c: true, b3: true };

const isPropagator = (name: string): name is Propagator => PROPAGATORS.some((propagator) => propagator === name);

/**
 * The trace headers of a call.
 *
 * @param span of the call
 * @param context of the span
 * @param parentSpanId of the span of the request that the call serves
 * @param debug whether the request had B3's debug flag
 */
export function traceHeaders(
  span: Span,
  context: Context,
  parentSpanId: string,
  debug: boolean,
  formats: InjectedFormats,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (formats.w3c) w3c.inject(trace.setSpan(context, span), headers, setter);
  if (!formats.b3 && !formats.b3multi) return headers;
  const { traceId, spanId, traceFlags } = span.spanContext();
  const sampled = (traceFlags & TraceFlags.SAMPLED) === 0 ? '0' : '1';
  if (formats.b3) headers['b3'] = `${traceId}-${spanId}-${debug ? 'd' : sampled}-${parentSpanId}`;
  if (formats.b3multi) {
    headers['x-b3-traceid'] = traceId;
    headers['x-b3-spanid'] = spanId;
    // Always, since those of the request are passed on where none replaces them.
    headers['x-b3-parentspanid'] = parentSpanId;
    headers['x-b3-sampled'] = debug ? '1' : sampled;
    headers['x-b3-flags'] = debug ? '1' : '0';
  }
  return headers;
}
