import { Metadata } from '@grpc/grpc-js';

import { parseFaultRules } from '#faults';
import { readTracestate, TRACE_HEADERS, type RequestContext } from '#telemetry';

import type { GatewayConfig } from './gateway.config.ts';

/** Of any header that FORWARD_HEADERS names. */
const PRINTABLE = /^[\x20-\x7e]{1,1024}$/;

/**
 * What a request's headers give to each of its RPCs: those of tracing, x-request-id, those of FORWARD_HEADERS, and where
 * FAULTS is on x-fault.
 *
 * @throws AppError invalid-fault-rule
 */
export function forwardedHeaders({ header, requestId }: RequestContext, config: GatewayConfig): Metadata {
  const metadata = new Metadata();
  const forward = (name: string, valid: RegExp) => {
    const value = header(name);
    if (value !== undefined && valid.test(value)) metadata.set(name, value);
  };
  for (const [name, valid] of TRACE_HEADERS) forward(name, valid);
  // It has no meaning without the trace that it is about.
  const tracestate = metadata.get('traceparent').length > 0 ? readTracestate(header) : undefined;
  if (tracestate !== undefined) metadata.set('tracestate', tracestate);
  for (const name of config.FORWARD_HEADERS) forward(name, PRINTABLE);
  metadata.set('x-request-id', requestId);
  const faults = config.FAULTS ? header('x-fault') : undefined;
  const rules = faults === undefined ? [] : parseFaultRules(faults);
  // Without the tabs and other spaces between rules, which metadata can't have.
  if (rules.length > 0) metadata.set('x-fault', rules.map(({ text }) => text).join(','));
  return metadata;
}
