import { Metadata } from '@grpc/grpc-js';

import type { Instance } from '../instance.ts';
import { displayString, isPrintableAscii, readDisplayString } from './display-string.ts';

/** What the answer to an RPC says of who gave it. */
export interface HopOrigin {
  readonly version: string;
  readonly instance: string;
  /** Which attempt of the call was answered, from 1. */
  readonly attempt: number;
  /** The caller's identity, if a mesh vouches for one. */
  readonly peer: string | null;
  /** The rules by which faults were injected into this attempt. */
  readonly fault: string | undefined;
}

/** One entry, since each is decoded, copied and collected on both sides of every RPC (docs/adr/0005). */
const KEY = 'x-hop';
const PARAMETER = /;([a-z]+)=(?:"((?:\\.|[^"\\])*)"|(%"[^"]*")|([^;"]*))/g;
/** As long as the rules of an instance and of a request can be together, with an identity. */
const MAX_LENGTH = 8192;

/**
 * Writes into the metadata of answers who gives them, and in which attempt, as a structured field (RFC 9651):
 * `price;version=v2;instance="price-7d9c";attempt=1`, and where there are any `;peer="…"` and `;fault="…"`.
 */
export class HopWriter {
  /** Of almost every answer: the first attempt, without a mesh and without a fault. */
  readonly plain = new Metadata();
  readonly #start: string;

  constructor({ service, version, instance }: Instance) {
    this.#start = `${service};version=${version};instance=${quoted(instance)}`;
    this.write(this.plain, { attempt: 1, peer: null, fault: undefined });
  }

  write(metadata: Metadata, { attempt, peer, fault }: Pick<HopOrigin, 'attempt' | 'peer' | 'fault'>): void {
    let hop = `${this.#start};attempt=${attempt}`;
    if (peer !== null) hop += `;peer=${quoted(peer)}`;
    if (fault !== undefined) hop += `;fault=${quoted(fault)}`;
    metadata.set(KEY, hop);
  }
}

/** A String where ASCII will do, else a Display String: metadata takes no other characters, and a host name may have them. */
const quoted = (text: string): string =>
  isPrintableAscii(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : displayString(text);

/** Most answers of an instance say the same, and there are few instances; whoever sends ever new ones is not remembered. */
const origins = new Map<string, HopOrigin>();
const MOST_ORIGINS = 256;

/** Reads who answered; undefined if the answer does not say, as one that a proxy gave in a service's place. */
export function readHop(metadata: Metadata): HopOrigin | undefined {
  const [hop] = metadata.get(KEY);
  if (typeof hop !== 'string' || hop.length > MAX_LENGTH) return undefined;
  const known = origins.get(hop);
  if (known) return known;
  const origin = parse(hop);
  if (origins.size === MOST_ORIGINS) origins.clear();
  if (origin) origins.set(hop, origin);
  return origin;
}

function parse(hop: string): HopOrigin | undefined {
  const parameters = new Map<string | undefined, string>();
  for (const [, name, text, display, token = ''] of hop.matchAll(PARAMETER)) {
    parameters.set(name, text?.replaceAll(/\\(.)/g, '$1') ?? (display ? readDisplayString(display) : token));
  }
  const version = parameters.get('version');
  const instance = parameters.get('instance');
  const attempt = Number(parameters.get('attempt'));
  if (!version || !instance || !Number.isSafeInteger(attempt) || attempt < 1) return undefined;
  return { version, instance, attempt, peer: parameters.get('peer') ?? null, fault: parameters.get('fault') };
}
