import { anyText, fieldValue, INHERITED_NAMES, metadataValue, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { httpHeaders } from '../header-lookup.ts';
import { peerIdentity } from './peer-identity.ts';

const IDENTITY = /^[\x21-\x7e]{1,512}$/;
const identity = (headers: Record<string, string>) => peerIdentity(httpHeaders(headers));

const identities = () =>
  metadataValue(60)
    .map((text) => text.replaceAll(' ', ''))
    .filter((text) => text !== '');
const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

describe('the identity of a peer', () => {
  it('is visible ASCII or null, whatever the headers of a proxy are', () => {
    const forwarded = textOfTokens(['By=', 'Hash=', 'Subject=', 'URI=', 'uri=', 'DNS=', '"', '\\', ';', ',', ' ', 'a']);
    const values = () => fc.oneof(forwarded, fieldValue(), anyText());
    fc.assert(
      fc.property(values(), values(), (certificate, linkerd) => {
        const read = identity({ 'x-forwarded-client-cert': certificate, 'l5d-client-id': linkerd });
        expect(read === null || IDENTITY.test(read)).toBe(true);
      }),
      { numRuns: 3000, examples: INHERITED_NAMES.map((name): [string, string] => [`${name}=1;URI`, name]) },
    );
  });

  it('is the URI of the last element, or null if that has none, whatever the other elements and pairs are', () => {
    const pairs = fc
      .tuple(fc.constantFrom('By', 'Hash', 'Subject', 'Cert', 'Chain', 'DNS'), metadataValue(30))
      .map(([key, value]) => `${key}=${quoted(value)}`);
    const elements = () =>
      fc.record({ before: fc.array(pairs, { maxLength: 2 }), uri: fc.option(identities()), after: fc.array(pairs) });
    fc.assert(
      fc.property(fc.array(elements(), { minLength: 1, maxLength: 3 }), (list) => {
        const texts = list.map(({ before, uri, after }) =>
          [...before, ...(uri === null ? [] : [`URI=${quoted(uri)}`]), ...after].join(';'),
        );
        expect(identity({ 'x-forwarded-client-cert': texts.join(',') })).toBe(list.at(-1)?.uri);
      }),
      { numRuns: 2000 },
    );
  });

  it("is any name of visible ASCII that Linkerd's proxy sends", () => {
    fc.assert(
      fc.property(identities(), (name) => void expect(identity({ 'l5d-client-id': name })).toBe(name)),
      { numRuns: 500, examples: INHERITED_NAMES.map((name): [string] => [name]) },
    );
  });
});
