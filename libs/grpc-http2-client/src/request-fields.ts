import { assertMetadata, type CallMetadata } from './metadata.ts';

/** What the headers of a request state. */
export interface RequestHead {
  /** Such as /product_gateway.price.v1.PriceService/GetPrice. */
  readonly path: string;
  readonly metadata: CallMetadata;
}

export interface CallRequest extends RequestHead {
  /** The serialized message, without the prefix of its length. */
  readonly message: Uint8Array;
}

/**
 * The header fields of a request: names and values in turn.
 *
 * @throws TypeError if metadata can't be sent
 */
export function requestFields(authority: string, { path, metadata }: RequestHead): string[] {
  // oxfmt-ignore
  const fields = [
    ':method', 'POST', ':scheme', 'http', ':authority', authority, ':path', path,
    'te', 'trailers', 'content-type', 'application/grpc', 'user-agent', 'grpc-node-http2/1.0',
  ];
  for (const name of Object.keys(metadata)) {
    const value = metadata[name] ?? '';
    assertMetadata(name, value);
    fields.push(name, value);
  }
  return fields;
}

/** The time that is left, as the header grpc-timeout has it: at most eight digits and a unit. */
export function grpcTimeout(deadline: number): string {
  const milliseconds = Math.max(1, Math.ceil(deadline - Date.now()));
  if (milliseconds < 1e8) return `${milliseconds}m`;
  return milliseconds < 1e11 ? `${Math.ceil(milliseconds / 1000)}S` : `${Math.ceil(milliseconds / 3_600_000)}H`;
}
