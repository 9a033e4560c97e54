/**
 * Metadata as HTTP/2 header fields: names in lower case, and the values of a name that ends in `-bin` in base64. Repeated fields
 * are joined by commas, as RFC 9110 allows. `binaryMetadata` writes and `readBinaryMetadata` reads the bytes of `-bin` fields.
 */
export type CallMetadata = Readonly<Record<string, string>>;

/** Fields that gRPC and HTTP use themselves, and those of a connection, which HTTP/2 forbids (RFC 9113, 8.2.2). */
const RESERVED =
  /^(?:grpc-|:|(?:te|content-(?:type|length)|user-agent|host|connection|keep-alive|proxy-connection|transfer-encoding|upgrade|http2-settings)$)/;
const NAME = /^[0-9a-z_.-]+$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** The value of a `-bin` field with these bytes. */
export const binaryMetadata = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64').replace(/=+$/, '');

/** The bytes of each value of a `-bin` field; none if there is no such field. */
export function readBinaryMetadata(metadata: CallMetadata, name: `${string}-bin`): Buffer[] {
  const field = metadata[name];
  return field === undefined ? [] : field.split(',').map((value) => Buffer.from(value.trim(), 'base64'));
}

/** @throws TypeError if this field can't be sent */
export function assertMetadata(name: string, value: string): void {
  if (PRINTABLE_ASCII.test(value) && NAME.test(name) && !RESERVED.test(name)) return;
  throw new TypeError(
    `Metadata ${JSON.stringify(name)} with the value ${JSON.stringify(value)} can't be sent: a name has the characters ` +
      '0-9, a-z, _, . and -, and is none of HTTP/2 or gRPC; a value has printable ASCII characters.',
  );
}
