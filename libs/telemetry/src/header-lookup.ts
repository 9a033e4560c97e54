import type { Metadata } from '@grpc/grpc-js';

/** The value of a request's header by its lower-case name; several values are joined by commas. */
export type HeaderLookup = (name: string) => string | undefined;

/** Looks up the headers of an HTTP request. */
export const httpHeaders =
  (headers: NodeJS.Dict<string | string[]>): HeaderLookup =>
  (name) => {
    const value: unknown = headers[name];
    if (typeof value === 'string') return value;
    // The name of an absent header may be that of an inherited property, such as `constructor`.
    return Array.isArray(value) ? value.join(',') : undefined;
  };

/** Looks up the metadata of an RPC. */
export const rpcHeaders =
  (metadata: Metadata): HeaderLookup =>
  (name) => {
    const values = metadata.get(name);
    return values.length > 1 ? values.join(',') : (values[0] as string | undefined);
  };
