// Draws the spans of one trace as a tree: node print-trace.mjs TRACE_ID < LOG, where LOG is what the collector of
// k8s/components/otel-collector prints, lines of OTLP/JSON among those of its own log.
import { text } from 'node:stream/consumers';

const [traceId = ''] = process.argv.slice(2);
const lines = (await text(process.stdin)).split('\n').filter((line) => line.startsWith('{"resourceSpans"'));
const spans = lines
  .flatMap((line) => JSON.parse(line).resourceSpans)
  .flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => Object.assign(span, { service: serviceOf(resource, span) })),
    ),
  )
  .filter((span) => span.traceId === traceId);
if (spans.length === 0) {
  console.error(`The input has no span of the trace ${traceId}. Proxies export theirs after some seconds.`);
  process.exitCode = 1;
}

const ids = new Set(spans.map(({ spanId }) => spanId));
for (const root of spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))) print(root, 0);

function print(span, depth) {
  const milliseconds = (Number(span.endTimeUnixNano) - Number(span.startTimeUnixNano)) / 1e6;
  console.log(`${'  '.repeat(depth)}${span.service}, ${milliseconds.toFixed(1)} ms`);
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
  // By the name of what they lead to, since concurrent calls start in any order.
  for (const child of children.toSorted((a, b) => (leafOf(a) < leafOf(b) ? -1 : 1))) print(child, depth + 1);
}

function leafOf(span) {
  const child = spans.find(({ parentSpanId }) => parentSpanId === span.spanId);
  return child ? leafOf(child) : span.service;
}

/** A proxy has no service name of its own: that of its pod, without the hashes of Kubernetes. */
function serviceOf(resource, span) {
  const attributes = [...(resource.attributes ?? []), ...(span.attributes ?? [])];
  const valueOf = (name) => attributes.find(({ key }) => key === name)?.value.stringValue ?? '';
  if (valueOf('service.name') !== 'proxy') return valueOf('service.name');
  return `proxy of ${valueOf('k8s.pod.name').replace(/(-v\d+)?(-\w+){2}$/, '')}`;
}
