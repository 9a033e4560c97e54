const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** The characters that a Display String percent-encodes: all but printable ASCII, and `"` and `%`. */
const ENCODED = /[^\x20\x21\x23\x24\x26-\x7e]/gu;

export const isPrintableAscii = (text: string): boolean => PRINTABLE_ASCII.test(text);

/** Text in the octets of printable ASCII, the others of its UTF-8 percent-encoded. */
export const percentEncoded = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(ENCODED, (character) => Buffer.from(character).toString('hex').replaceAll(/../g, '%$&'));

/** Unicode text as a Display String of structured fields (RFC 9651, 4.1.11), such as `%"m%c3%bcller"`. */
export const displayString = (text: string): string => `%"${percentEncoded(text)}"`;

/** The text of a Display String; empty if it is malformed (RFC 9651, 4.2.10). */
export function readDisplayString(field: string): string {
  try {
    return decodeURIComponent(field.slice(2, -1));
  } catch {
    return '';
  }
}
