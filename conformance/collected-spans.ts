import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';

/** A span that the collector received. */
export interface Span {
  readonly traceId: string;
  readonly id: string;
  /** Empty for the root span of a trace. */
  readonly parentId: string;
  readonly kind: 'Server' | 'Client' | 'other';
  /** The name of a service; `proxy` for spans of a proxy, `waypoint` for those of a waypoint. */
  readonly service: string;
  /** The pod that exported it. */
  readonly pod: string;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

/** The fields that are read of a line in OTLP/JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
interface TracesData {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind?: number;
  readonly attributes?: readonly Attribute[];
}

/** SPAN_KIND_SERVER and SPAN_KIND_CLIENT of opentelemetry/proto/trace/v1/trace.proto. */
const KINDS: Readonly<Record<number, Span['kind']>> = { 2: 'Server', 3: 'Client' };

/** All spans that the collector has received. Its file exporter writes them to its standard output. */
export async function collectedSpans(namespace: string, signal: AbortSignal): Promise<Span[]> {
  const container = ['deployment/otel-collector', '--container=otel-collector'];
  return spansIn(await kubectl(['logs', `--namespace=${namespace}`, ...container], { signal }));
}

/** The spans in the output of a collector: lines of OTLP/JSON among those of its own log. */
export function spansIn(output: string): Span[] {
  // The last line has no end while it is being written.
  const lines = output.split('\n').slice(0, -1);
  return lines
    .filter((line) => line.startsWith('{"resourceSpans"'))
    .flatMap((line) => (JSON.parse(line) as TracesData).resourceSpans)
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map((span) => spanOf(span, resource?.attributes ?? []))),
    );
}

function spanOf(span: OtlpSpan, resource: readonly Attribute[]): Span {
  const textOf = (name: string, attributes = resource) =>
    attributes.find(({ key }) => key === name)?.value.stringValue ?? '';
  return {
    traceId: span.traceId,
    id: span.spanId,
    parentId: span.parentSpanId ?? '',
    kind: KINDS[span.kind ?? 0] ?? 'other',
    service: textOf('service.name'),
    // A service has an instance id, Linkerd's proxy a resource attribute, and Envoy an attribute of each span.
    pod: textOf('service.instance.id') || textOf('k8s.pod.name', [...resource, ...(span.attributes ?? [])]),
  };
}
