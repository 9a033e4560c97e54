import { Metadata, type MetadataValue } from '@grpc/grpc-js';

import type { Instance } from '../instance.ts';

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

/** As long as the rules of an instance and of a request can be together. */
const TEXT = /^[\x20-\x7e]{1,4096}$/;

/** Writes into the metadata of answers who gives them, and in which attempt. */
export class HopWriter {
  /** Of almost every answer: the first attempt, without a mesh and without a fault. */
  readonly plain: Metadata;
  readonly #instance = new Metadata();

  constructor({ service, version, instance }: Instance) {
    this.#instance.set('x-hop-service', service);
    this.#instance.set('x-hop-version', version);
    this.#instance.set('x-hop-instance', instance);
    this.plain = new Metadata();
    this.write(this.plain, { attempt: 1, peer: null, fault: undefined });
  }

  write(metadata: Metadata, { attempt, peer, fault }: Pick<HopOrigin, 'attempt' | 'peer' | 'fault'>): void {
    metadata.merge(this.#instance);
    metadata.set('x-hop-attempt', String(attempt));
    if (peer !== null) metadata.set('x-hop-peer', peer);
    if (fault !== undefined) metadata.set('x-hop-fault', fault);
  }
}

/** Reads who answered; undefined if the answer does not say, as one that a proxy gave in a service's place. */
export function readHop(metadata: Metadata): HopOrigin | undefined {
  // One pass: each look-up of a key by itself would check anew whether it is one.
  const values = metadata.getMap();
  const version = text(values['x-hop-version']);
  const instance = text(values['x-hop-instance']);
  const attempt = Number(text(values['x-hop-attempt']));
  if (version === undefined || instance === undefined || !Number.isSafeInteger(attempt)) return undefined;
  return { version, instance, attempt, peer: text(values['x-hop-peer']) ?? null, fault: text(values['x-hop-fault']) };
}

const text = (value: MetadataValue | undefined): string | undefined =>
  typeof value === 'string' && TEXT.test(value) ? value : undefined;
