import { SERVICES } from '#configuration';

import type { Span } from '../../conformance/collected-spans.ts';

/** The services and proxies that a call passed, in order: `price` is the service, `proxy of price` its proxy, `waypoint` one of several services. */
export type CallPath = readonly string[];

/** The calls of backends in the spans of one trace. */
export interface CallPaths {
  /** From the client to each backend that served a call. A path on which a span is missing begins with `?`. */
  readonly paths: readonly CallPath[];
  /** The number of spans that are on none of the paths. */
  readonly strays: number;
}

/**
 * Follows the parents of spans from each backend to the client.
 *
 * @param client the id of the client's span
 */
export function callPathsOf(spans: readonly Span[], client: string): CallPaths {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const services = new Map(spans.filter(isOfService).map(({ pod, service }) => [pod, service]));
  const nameOf = ({ service, pod }: Span) => (service === 'proxy' ? `proxy of ${services.get(pod) ?? pod}` : service);
  const onPaths = new Set<Span>();

  const pathTo = (span: Span | undefined, id: string): string[] => {
    if (!span) return id === client ? [] : ['?'];
    onPaths.add(span);
    return [...pathTo(byId.get(span.parentId), span.parentId), nameOf(span)];
  };
  const paths = spans
    .filter((span) => span.kind === 'Server' && isOfService(span) && span.service !== 'gateway')
    .map((span) => pathTo(span, span.id))
    // The gateway has a server span for its request and a client span for each call.
    .map((path) => path.filter((name, index) => name !== path[index - 1]));
  return { paths, strays: spans.length - onPaths.size };
}

const isOfService = ({ service }: Span): boolean => service in SERVICES;
