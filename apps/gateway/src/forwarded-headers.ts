import type { BackendName } from '#configuration';
import { parseFaultRules, silentFaultsOf } from '#faults';
import type { CallMetadata } from '#grpc-http2-client';
import { readTracestate, TRACE_HEADERS, writeCallIdentity, type RequestContext } from '#telemetry';

import type { GatewayConfig } from './gateway.config.ts';

/** The grammar of each header that FORWARD_HEADERS names. */
const PRINTABLE = /^[\x20-\x7e]{1,1024}$/;

/** The headers of a request that each of its RPCs carries. */
export interface ForwardedHeaders {
  readonly metadata: CallMetadata;
  /** By backend, the rules of x-fault that make it send no response, or a late one. */
  readonly silentFaults: ReadonlyMap<BackendName, string>;
}

const NO_FAULTS: ReadonlyMap<BackendName, string> = new Map();

export const NOTHING_FORWARDED: ForwardedHeaders = { metadata: {}, silentFaults: NO_FAULTS };

/**
 * Selects the headers that are forwarded: trace context, x-request-id with what identifies a call, the headers of
 * FORWARD_HEADERS, and x-fault if FAULTS is on.
 *
 * @throws AppError invalid-fault-rule
 */
export function forwardedHeaders(context: RequestContext, config: GatewayConfig): ForwardedHeaders {
  const { header } = context;
  const metadata: Record<string, string> = {};
  const forward = (name: string, valid: RegExp) => {
    const value = header(name);
    if (value !== undefined && valid.test(value)) metadata[name] = value;
  };
  for (const [name, valid] of TRACE_HEADERS) forward(name, valid);
  // Trace Context forbids the use of tracestate without a valid traceparent.
  const tracestate = metadata['traceparent'] ? readTracestate(header) : undefined;
  if (tracestate !== undefined) metadata['tracestate'] = tracestate;
  for (const name of config.FORWARD_HEADERS) forward(name, PRINTABLE);
  writeCallIdentity(metadata, context);
  const faults = config.FAULTS ? header('x-fault') : undefined;
  const rules = faults === undefined ? [] : parseFaultRules(faults);
  if (rules.length === 0) return { metadata, silentFaults: NO_FAULTS };
  // Each rule without its spaces, since metadata can't have tabs.
  metadata['x-fault'] = rules.map(({ text }) => text).join(',');
  return { metadata, silentFaults: silentFaultsOf(rules) };
}
