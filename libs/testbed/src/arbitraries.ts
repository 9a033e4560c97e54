// What property tests generate with fast-check. Apart from index.ts, since most specs need no fast-check.
import * as fc from 'fast-check';

/** Names that every object inherits, which a look-up without Object.hasOwn finds. */
export const INHERITED_NAMES: readonly string[] = Object.getOwnPropertyNames(Object.prototype);

/** Each inherited name as an explicit example of a property of one text. */
export const INHERITED_EXAMPLES = INHERITED_NAMES.map((name): [string] => [name]);

/** Texts of any UTF-16 code units: control characters, line breaks and lone surrogates among them. */
export const anyText = (constraints?: fc.StringConstraints): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ ...constraints, unit: 'grapheme' }),
    fc.string({ ...constraints, unit: fc.nat(0xff_ff).map((code) => String.fromCharCode(code)) }),
  );

/** Texts that are almost of a grammar: its tokens in any order, and other text between them. */
export const textOfTokens = (tokens: readonly string[], maxTokens = 20): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ arbitrary: fc.constantFrom(...tokens), weight: 5 }, anyText({ maxLength: 3 })), {
      maxLength: maxTokens,
    })
    .map((parts) => parts.join(''));

const OCTETS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

/** What a field value of HTTP may hold (RFC 9110, 5.5): visible ASCII, octets from 0x80, spaces and tabs. */
export const fieldValue = (maxLength = 100): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...OCTETS.filter((octet) => /[\t\x20-\x7e\x80-\xff]/.test(octet))), maxLength });

/** What a value of gRPC's metadata may hold: printable ASCII. */
export const metadataValue = (maxLength = 100): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme-ascii', maxLength });

/** A message of any bytes, or of fields with any numbers and wire types, as protobuf encodes them. */
export const protobufBytes = (): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.array(protobufField(), { maxLength: 8 }).map((fields) => Buffer.concat(fields)),
  );

/** Some bytes in chunks, as a stream may deliver them: of any lengths, among them single bytes. */
export const chunksOf = (bytes: Buffer): fc.Arbitrary<readonly Buffer[]> =>
  fc
    .oneof(
      fc.array(fc.nat(bytes.length), { maxLength: 10 }),
      // Each byte by itself, and cuts within and next to the first bytes.
      fc.constant(Array.from(bytes, (_, index) => index)),
      fc.subarray([1, 2, 3, 4, 5, 6].filter((cut) => cut < bytes.length)),
    )
    .map((cuts) => {
      const ends = [...new Set([...cuts, bytes.length])].filter((end) => end > 0).toSorted((a, b) => a - b);
      return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
    });

const VARINT = 0;
const LENGTH_DELIMITED = 2;

function protobufField(): fc.Arbitrary<Buffer> {
  const tag = (wireType: number) => fc.integer({ min: 0, max: 7 }).map((number) => (number << 3) | wireType);
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    anyText({ maxLength: 30 }).map((text) => Buffer.from(text)),
  );
  return fc.oneof(
    fc
      .tuple(tag(VARINT), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
      .map(([first, value]) => Buffer.from([first, ...varint(value)])),
    fc
      .tuple(tag(LENGTH_DELIMITED), payload)
      .map(([first, bytes]) => Buffer.concat([Buffer.from([first, ...varint(BigInt(bytes.length))]), bytes])),
    fc.tuple(fc.nat(255), payload).map(([first, bytes]) => Buffer.concat([Buffer.from([first]), bytes])),
  );
}

/** The varint of protobuf for a number from 0 to 2^64-1. */
function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)];
}
