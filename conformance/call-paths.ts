import { SERVICES } from '#configuration';

import type { Span } from './collected-spans.ts';

/** Who had a part in a call, one after the other: `price` is the service, and `proxy of price` what is beside it. */
export type CallPath = readonly string[];

/** What spans of one trace tell of how backends were called. */
export interface CallPaths {
  /** From the client to each backend that served a call. A path on which a span is missing begins with `?`. */
  readonly paths: readonly CallPath[];
  /** How many spans are on none of them. */
  readonly strays: number;
}

/** @param client the id of the span in which the client sent its request */
export function callPathsOf(spans: readonly Span[], client: string): CallPaths {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const services = new Map(spans.filter(isOfService).map(({ pod, service }) => [pod, service]));
  const nameOf = (span: Span) => (isOfService(span) ? span.service : `proxy of ${services.get(span.pod) ?? span.pod}`);
  const onPaths = new Set<Span>();

  const pathTo = (span: Span | undefined, id: string): string[] => {
    if (!span) return id === client ? [] : ['?'];
    onPaths.add(span);
    return [...pathTo(byId.get(span.parentId), span.parentId), nameOf(span)];
  };
  const paths = spans
    .filter((span) => span.kind === 'Server' && isOfService(span) && span.service !== 'gateway')
    .map((span) => pathTo(span, span.id))
    // The gateway has a span for its request and one for its call.
    .map((path) => path.filter((name, index) => name !== path[index - 1]));
  return { paths, strays: spans.length - onPaths.size };
}

const isOfService = ({ service }: Span): boolean => service in SERVICES;
