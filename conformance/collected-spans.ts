import * as v from 'valibot';

import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';

/** A span that the collector received. */
export interface Span {
  readonly traceId: string;
  readonly id: string;
  /** Empty for the root span of a trace. */
  readonly parentId: string;
  readonly kind: 'Server' | 'Client' | 'other';
  /** The name of a service; `proxy` for spans of a proxy. */
  readonly service: string;
  /** The pod that exported it. */
  readonly pod: string;
}

const Attributes = v.optional(v.array(v.object({ key: v.string(), value: v.looseObject({}) })), []);

/** The fields that are read of a line in OTLP/JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
const TracesData = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    resourceSpans: v.array(
      v.object({
        resource: v.optional(v.object({ attributes: Attributes }), {}),
        scopeSpans: v.array(
          v.object({
            spans: v.array(
              v.object({
                traceId: v.string(),
                spanId: v.string(),
                parentSpanId: v.optional(v.string(), ''),
                kind: v.optional(v.number()),
                attributes: Attributes,
              }),
            ),
          }),
        ),
      }),
    ),
  }),
);

/** SPAN_KIND_SERVER and SPAN_KIND_CLIENT of opentelemetry/proto/trace/v1/trace.proto. */
const KINDS: Readonly<Record<number, Span['kind']>> = { 2: 'Server', 3: 'Client' };

/** All spans that the collector has received. Its file exporter writes them to its standard output. */
export async function collectedSpans(signal: AbortSignal): Promise<Span[]> {
  const container = ['deployment/otel-collector', '--container=otel-collector'];
  return spansIn(await kubectl(['logs', `--namespace=${NAMESPACE}`, ...container], { signal }));
}

/** The spans in the output of a collector: lines of OTLP/JSON among those of its own log. */
export function spansIn(output: string): Span[] {
  // The last line has no end while it is being written.
  const lines = output.split('\n').slice(0, -1);
  return lines
    .filter((line) => line.startsWith('{"resourceSpans"'))
    .flatMap((line) => v.parse(TracesData, line).resourceSpans)
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) =>
        spans.map(({ traceId, spanId, parentSpanId, kind = 0, attributes }) => ({
          traceId,
          id: spanId,
          parentId: parentSpanId,
          kind: KINDS[kind] ?? 'other',
          service: textOf(resource.attributes, 'service.name'),
          // A service has an instance id, Linkerd's proxy a resource attribute, and Envoy an attribute of each span.
          pod:
            textOf(resource.attributes, 'service.instance.id') ||
            textOf([...resource.attributes, ...attributes], 'k8s.pod.name'),
        })),
      ),
    );
}

function textOf(attributes: v.InferOutput<typeof Attributes>, name: string): string {
  const value = attributes.find(({ key }) => key === name)?.value['stringValue'];
  return typeof value === 'string' ? value : '';
}
