import { Metadata } from '@grpc/grpc-js';
import { parseFaultRules, type RequestContext } from '#service-runtime';

import type { GatewayConfig } from './gateway.config.ts';

const HEX_64 = /^[\da-f]{16}$/i;

/** The headers of tracing, and the values that are passed on; others are dropped, as their specifications want it. */
const TRACE_HEADERS = Object.entries({
  traceparent:
    /^(?:00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}|(?!00|ff)[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(?:-[\x21-\x7e]{0,200})?)$/,
  tracestate: /^[\x20-\x7e]{1,512}$/,
  baggage: /^[\x20-\x7e]{1,8192}$/,
  b3: /^(?:[01d]|(?:[\da-f]{16}){1,2}-[\da-f]{16}(?:-[01d](?:-[\da-f]{16})?)?)$/i,
  'x-b3-traceid': /^(?:[\da-f]{16}){1,2}$/i,
  'x-b3-spanid': HEX_64,
  'x-b3-parentspanid': HEX_64,
  'x-b3-sampled': /^(?:[01]|true|false)$/i,
  'x-b3-flags': /^[01]$/,
});

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
  if (metadata.get('traceparent').length === 0) metadata.remove('tracestate');
  for (const name of config.FORWARD_HEADERS) forward(name, PRINTABLE);
  metadata.set('x-request-id', requestId);
  const faults = config.FAULTS ? header('x-fault') : undefined;
  if (faults !== undefined && parseFaultRules(faults).length > 0) metadata.set('x-fault', faults);
  return metadata;
}
