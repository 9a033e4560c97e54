import { Metadata } from '@grpc/grpc-js';
import { LRUCache } from 'lru-cache';

import type { Instance } from '../instance.ts';
import { displayString, isPrintableAscii, readDisplayString } from './display-string.ts';

/** The instance that responded to an RPC, as its response states it. */
export interface HopOrigin {
  readonly version: string;
  readonly instance: string;
  /** The attempt of the call that this is the response to, from 1. */
  readonly attempt: number;
  /** The caller's identity, if a mesh states one. */
  readonly peer: string | null;
  /** The rules by which faults were injected into this attempt. */
  readonly fault: string | undefined;
}

/** One entry for everything, since both sides of every RPC decode and copy each entry (docs/adr/0005). */
const KEY = 'x-hop';
const PARAMETER = /;([a-z]+)=(?:"((?:\\.|[^"\\])*)"|(%"[^"]*")|([^;"]*))/g;
/** The rules of an instance and of a request, with an identity, are shorter. */
const MAX_LENGTH = 8192;

/**
 * Writes the instance and the attempt into the metadata of responses, as a structured field (RFC 9651):
 * `price;version=v2;instance="price-7d9c";attempt=1`, and, if known, `;peer="…"` and `;fault="…"`.
 */
export class HopWriter {
  /** The metadata of a first attempt without a mesh and without a fault. */
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

/** A String of ASCII, else a Display String: metadata is ASCII, and a host name may have other characters. */
const quoted = (text: string): string =>
  isPrintableAscii(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : displayString(text);

/** Parsed hops. An instance sends the same text with most of its responses. */
const origins = new LRUCache<string, HopOrigin>({ max: 256 });

/** Reads the instance that responded; undefined if the metadata has none, as that of a proxy's own response. */
export function readHop(metadata: Readonly<Record<string, unknown>>): HopOrigin | undefined {
  const hop = metadata[KEY];
  if (typeof hop !== 'string' || hop.length > MAX_LENGTH) return undefined;
  const known = origins.get(hop);
  if (known) return known;
  const origin = parse(hop);
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
