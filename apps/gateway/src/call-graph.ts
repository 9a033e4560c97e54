import type { HopsView } from './hops.view.ts';

const ROW_HEIGHT = 68;
const FIRST_ROW = 76;
/** Longer names are cut in the picture; its description and the JSON have them whole. */
const SHOWN_CHARACTERS = 44;

/** What the picture of a call graph shows, in pixels from its upper edge; null if there is nothing to show. */
export interface CallGraph {
  readonly height: number;
  /** Where the line from the gateway down to the last hop ends. */
  readonly lastY: number;
  readonly gateway: string;
  readonly instance: string;
  readonly rows: readonly {
    readonly y: number;
    readonly outcome: 'ok' | 'failed' | 'injected';
    readonly name: string;
    readonly status: string;
    readonly duration: string;
    readonly origin: string;
    /** The row as a sentence. */
    readonly sentence: string;
  }[];
}

export function callGraph({ gateway, hops }: HopsView): CallGraph | null {
  if (hops.length === 0) return null;
  const rows = hops.map(({ service, version, instance, attempt, peer, status, durationMs, fault }, index) => {
    const name = version === null ? service : `${service} ${version}`;
    const attempts = attempt !== null && attempt > 1 ? `, attempt ${attempt}` : '';
    const injected = fault === undefined ? '' : `, injected ${fault}`;
    const from = peer === null ? '' : `, asked by ${peer}`;
    return {
      y: FIRST_ROW + index * ROW_HEIGHT,
      outcome: fault !== undefined ? 'injected' : status === 'OK' ? 'ok' : 'failed',
      name,
      status: shown(`${status}${attempts}${injected}`),
      duration: `${durationMs.toFixed(1)} ms`,
      origin: shown(
        instance === null ? 'nobody answered' : `${instance}${peer === null ? '' : ` ← ${shortIdentity(peer)}`}`,
      ),
      sentence: `${name}: ${status}${attempts}${injected} in ${durationMs.toFixed(1)} ms, ${instance === null ? 'nobody answered' : `answered by ${instance}`}${from}.`,
    } as const;
  });
  return {
    height: FIRST_ROW + rows.length * ROW_HEIGHT - 24,
    lastY: FIRST_ROW + (rows.length - 1) * ROW_HEIGHT,
    gateway: `${gateway.service} ${gateway.version}`,
    instance: shown(gateway.instance),
    rows,
  };
}

const shown = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text;

/** The part of an identity that tells one from another, as gateway.shop, a service account and its namespace. */
const shortIdentity = (peer: string): string =>
  peer.replace(/^spiffe:\/\/[^/]*\/ns\/([^/]+)\/sa\/(.+)$/, '$2.$1').replace(/\.serviceaccount\.identity\..*$/, '');
