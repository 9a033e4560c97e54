import {
  createContextKey,
  SpanKind,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Link,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type Sampler,
  type SamplingResult,
} from '@opentelemetry/sdk-trace-base';

import type { RemoteTrace } from './trace-context.ts';

const REMOTE_TRACE = createContextKey('remote trace');

/** Stands for the parent of a decision that came without ids. No span has it. */
const NO_SPAN_ID = 'f'.repeat(16);

/** Has the sampler see the client's sampling decision, which B3 may send without ids, and ids without a decision. */
export const withRemoteTrace = (context: Context, remote: RemoteTrace): Context =>
  context.setValue(REMOTE_TRACE, remote);

/**
 * The sampler that OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG name; the SDK warns of what it can't use. The SDK's own samplers take every parent for
 * decided, since W3C's always is. B3's may leave the decision open, and then it is that of a trace that begins here.
 */
export class EnvironmentSampler implements Sampler {
  readonly #sampler = fromEnvironment();

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const parent = parentSeenBySampler(context, traceId);
    return this.#sampler.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return this.#sampler.toString();
  }
}

function parentSeenBySampler(context: Context, traceId: string): Context {
  const remote = context.getValue(REMOTE_TRACE) as RemoteTrace | undefined;
  if (!remote) return context;
  if (remote.sampled === undefined) return trace.deleteSpan(context);
  const traceFlags = remote.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(context, { traceId, spanId: remote.spanId ?? NO_SPAN_ID, traceFlags, isRemote: true });
}

function fromEnvironment(): Sampler {
  const name = process.env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const isParentBased = name.startsWith('parentbased_');
  const root = rootSampler(name.replace(/^parentbased_/, ''));
  if (root) return isParentBased ? new ParentBasedSampler({ root }) : root;
  return new ParentBasedSampler({ root: new AlwaysOnSampler() });
}

function rootSampler(name: string): Sampler | undefined {
  if (name === 'always_on') return new AlwaysOnSampler();
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio()) : undefined;
}

function ratio(): number {
  const value = Number(process.env['OTEL_TRACES_SAMPLER_ARG']?.trim() || 1);
  return value >= 0 && value <= 1 ? value : 1;
}
