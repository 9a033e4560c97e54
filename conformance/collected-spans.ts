import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';

/** A span, as the shop's collector got it. */
export interface Span {
  readonly traceId: string;
  readonly id: string;
  /** Empty, where the trace begins. */
  readonly parentId: string;
  /** Such as Server or Client. */
  readonly kind: string;
  /** The name of a service; `proxy`, if a proxy made it. */
  readonly service: string;
  /** Where it was made. */
  readonly pod: string;
}

/** All spans that the collector has got. */
export async function collectedSpans(signal: AbortSignal): Promise<Span[]> {
  const container = ['deployment/otel-collector', '--container=otel-collector'];
  return spansOf(await kubectl(['logs', `--namespace=${NAMESPACE}`, ...container], { signal }));
}

/** @param log of a collector whose debug exporter is verbose */
export function spansOf(log: string): Span[] {
  return log.split(/^ResourceSpans #\d+$/m).flatMap((ofResource) => {
    const [resource = '', ...spans] = ofResource.split(/^Span #\d+$/m);
    return spans.map((span) => ({
      traceId: fieldOf(span, 'Trace ID'),
      id: fieldOf(span, 'ID'),
      parentId: fieldOf(span, 'Parent ID'),
      kind: fieldOf(span, 'Kind'),
      service: attributeOf(resource, 'service.name'),
      // A service says its own; Linkerd's proxy says it of all its spans, and Envoy of each.
      pod: attributeOf(resource, 'service.instance.id') || attributeOf(resource + span, 'k8s.pod.name'),
    }));
  });
}

const fieldOf = (span: string, name: string) => new RegExp(`^ {4}${name} *: (.*)$`, 'm').exec(span)?.[1] ?? '';
const attributeOf = (text: string, name: string) =>
  new RegExp(`^ +-> ${name}: Str\\((.*)\\)$`, 'm').exec(text)?.[1] ?? '';
