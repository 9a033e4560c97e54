// The service of gRPC's interop tests, from tests/interop/proto.
import { join } from 'node:path';

import type { MethodDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** The fields of a request that the unary cases use. A field that is left out has its default. */
export interface SimpleRequest {
  readonly responseSize?: number;
  readonly payload?: { readonly body: Uint8Array };
  readonly responseCompressed?: { readonly value: boolean };
  readonly responseStatus?: { readonly code: number; readonly message: string };
  readonly expectCompressed?: { readonly value: boolean };
  readonly fillServerId?: boolean;
}

export interface SimpleResponse {
  readonly payload: { readonly body: Uint8Array } | null;
  readonly serverId: string;
}

export type Empty = Readonly<Record<never, never>>;

type Definition<Request, Response = Request> = MethodDefinition<Request, Response>;

interface Definitions {
  readonly 'grpc.testing.TestService': {
    readonly EmptyCall: Definition<Empty>;
    readonly UnaryCall: Definition<SimpleRequest, SimpleResponse>;
    readonly UnimplementedCall: Definition<Empty>;
  };
  readonly 'grpc.testing.UnimplementedService': { readonly UnimplementedCall: Definition<Empty> };
}

const definitions = loadSync('grpc/testing/test.proto', {
  includeDirs: [join(import.meta.dirname, 'proto')],
  defaults: true,
}) as unknown as Definitions;

const { UnimplementedCall, ...implemented } = definitions['grpc.testing.TestService'];

/** What a server of the interop tests implements. */
export const TEST_SERVICE = implemented;

/** The method and the service that no server implements. */
export const UNIMPLEMENTED = {
  method: UnimplementedCall,
  service: definitions['grpc.testing.UnimplementedService'].UnimplementedCall,
};

/** Of a server: below the calls that concurrent_large_unary makes at once, so that a client has to queue. */
export const MAX_CONCURRENT_STREAMS = 100;

/** Metadata that a server sends back, as initial metadata. */
export const ECHO_INITIAL = 'x-grpc-test-echo-initial';
/** Metadata that a server sends back, as trailing metadata. */
export const ECHO_TRAILING = 'x-grpc-test-echo-trailing-bin';
/**
 * Metadata of the gRPC project's xDS tests (grpc/doc/xds-test-descriptions.md). A server that receives the value
 * `keep-open` never responds, so that a call ends by its deadline or by its cancellation however slow the machine is.
 */
export const RPC_BEHAVIOR = 'rpc-behavior';
