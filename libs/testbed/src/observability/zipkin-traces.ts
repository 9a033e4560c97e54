/** A span as Zipkin's API gives it: names in lower case, attributes as tags, and `error` among them if it failed. */
export interface ZipkinSpan {
  readonly id: string;
  readonly parentId?: string;
  readonly kind: 'CLIENT' | 'SERVER';
  readonly name: string;
  readonly localEndpoint: { readonly serviceName: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads traces from a Zipkin server. Its methods throw an Error if it does not respond as it should. */
export class ZipkinTraces {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** What it has of a trace: nothing, if it never heard of it. */
  async spansOf(traceId: string): Promise<ZipkinSpan[]> {
    return (await this.#get<ZipkinSpan[]>(`trace/${traceId}`)) ?? [];
  }

  /** The traces with a span that has all of these tags. */
  async find(tags: Readonly<Record<string, string>>): Promise<ZipkinSpan[][]> {
    const annotationQuery = Object.entries(tags)
      .map((tag) => tag.join('='))
      .join(' and ');
    return (await this.#get<ZipkinSpan[][]>(`traces?${new URLSearchParams({ annotationQuery })}`)) ?? [];
  }

  async #get<T>(path: string): Promise<T | undefined> {
    const response = await fetch(`${this.#url}/api/v2/${path}`);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`Zipkin responded ${response.status} to ${path}`);
    return (await response.json()) as T;
  }
}

/** A trace from one parent on, as lines: one for each span, below its parent and further in. */
export function spanTree(spans: readonly ZipkinSpan[], parentId?: string, indent = ''): string[] {
  return spans
    .filter((span) => span.parentId === parentId)
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .flatMap(({ id, kind, localEndpoint, name, tags }) => {
      const outcome = 'error' in tags ? ` failed: ${tags['error.type']}` : '';
      const line = `${indent}${kind} ${localEndpoint.serviceName}: ${name}${outcome}`;
      return [line].concat(spanTree(spans, id, `${indent}  `));
    });
}
