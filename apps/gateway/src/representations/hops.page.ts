import type { HopsJson } from './hops.json.ts';

/** The calls to backends, as a page lists them. */
export interface CallGraph {
  readonly gateway: { readonly name: string; readonly instance: string };
  readonly calls: readonly {
    /** The CSS class, which chooses the mark. */
    readonly outcome: 'ok' | 'failed' | 'injected';
    /** The service and, if it responded, its version. */
    readonly name: string;
    readonly duration: string;
    /** The status, the attempt if it is not the first, and the injected fault. */
    readonly result: string;
    /** Null if there was no response. */
    readonly instance: string | null;
    /** The identity of the caller, where a mesh vouches for one. */
    readonly peer: string | null;
  }[];
}

/** The list of calls on a page; null if HOPS is off. */
export function callGraph({ gateway, hops }: HopsJson): CallGraph | null {
  if (hops.length === 0) return null;
  const calls = hops.map(({ service, version, instance, attempt, peer, status, durationMs, fault }) => {
    const attempts = attempt !== null && attempt > 1 ? `, attempt ${attempt}` : '';
    const injected = fault === undefined ? '' : `, injected ${fault}`;
    return {
      outcome: fault !== undefined ? 'injected' : status === 'OK' ? 'ok' : 'failed',
      name: version === null ? service : `${service} ${version}`,
      duration: `${durationMs.toFixed(1)} ms`,
      result: `${status}${attempts}${injected}`,
      instance,
      peer,
    } as const;
  });
  return { gateway: { name: `${gateway.service} ${gateway.version}`, instance: gateway.instance }, calls };
}
