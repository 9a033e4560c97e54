import { Metadata } from '@grpc/grpc-js';
import { anyText, INHERITED_NAMES, metadataValue, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { HopWriter, readHop, type HopOrigin } from './hop-metadata.ts';

type Written = [instance: string, peer: string | null, fault: string | undefined, attempt: number];

/** Well-formed, since UTF-8 has no lone surrogates. */
const texts = (maxLength: number) =>
  fc
    .oneof(anyText({ maxLength }), textOfTokens(['"', '\\', ';', '=', '%', '%"', ';attempt=7', 'ü', '%22']))
    .map((text) => text.toWellFormed());

function holding(hop: string): Metadata {
  const metadata = new Metadata();
  metadata.set('x-hop', hop);
  return metadata;
}

function isOrigin(origin: HopOrigin): boolean {
  return origin.version !== '' && origin.instance !== '' && Number.isSafeInteger(origin.attempt) && origin.attempt > 0;
}

describe('x-hop', () => {
  it('is read as it was written, whatever the instance, the peer and the fault are', () => {
    fc.assert(
      fc.property(
        texts(60).filter((instance) => instance !== ''),
        fc.option(texts(100)),
        fc.option(texts(100), { nil: undefined }),
        fc.integer({ min: 1, max: 9999 }),
        (...[instance, peer, fault, attempt]: Written) => {
          const metadata = new Metadata();
          new HopWriter({ service: 'price', version: 'v1', instance }).write(metadata, { attempt, peer, fault });
          expect(metadata.get('x-hop')[0]).toMatch(/^[\x20-\x7e]*$/);
          expect(readHop(metadata.getMap())).toEqual({ version: 'v1', instance, attempt, peer, fault });
        },
      ),
      { numRuns: 2000, examples: INHERITED_NAMES.map((name): Written => [name, name, name, 1]) },
    );
  });

  it('has U+FFFD in place of the lone surrogates of an instance', () => {
    fc.assert(
      fc.property(anyText({ minLength: 1, maxLength: 60 }), (instance) => {
        const { plain } = new HopWriter({ service: 'price', version: 'v1', instance });
        expect(readHop(plain.getMap())?.instance).toBe(instance.toWellFormed());
      }),
      { numRuns: 1000, examples: [['\ud800'], ['a\udc00b']] },
    );
  });

  it('is read from any other text as an origin or as none', () => {
    const tokens = [
      'price',
      ';',
      '=',
      '"',
      '\\',
      '%"',
      '%ff',
      ';version=',
      ';instance=',
      ';attempt=',
      '1',
      'v1',
      '1e3',
    ];
    const hops = fc.oneof(
      metadataValue(300),
      fc.array(fc.constantFrom(...tokens, ...INHERITED_NAMES), { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hops, (hop) => {
        const origin = readHop(holding(hop).getMap());
        expect(origin === undefined || isOrigin(origin)).toBe(true);
      }),
      {
        numRuns: 3000,
        examples: INHERITED_NAMES.flatMap((name): [string][] => [[name], [`price;${name}=1;instance=a;attempt=1`]]),
      },
    );
  });
});
