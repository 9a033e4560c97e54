import { Client, credentials, Metadata, status, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';

/** How a call ended. */
export interface CallResult {
  /** The name of the gRPC status, such as PERMISSION_DENIED. */
  readonly status: string;
  readonly details: string;
}

/** How each call ended; the programs beside this file print it as JSON. */
export type CallResults = readonly [CallResult, ...CallResult[]];

/** The last argument of these programs, as JSON. */
export interface CallsToSend {
  readonly address: string;
  readonly times: number;
}

const TIMEOUT_MS = 5000;

/** Sends the unary calls of the last argument in plaintext, which a mesh may encrypt on its way, and prints their results. */
export async function printResults<Request, Response>(
  method: MethodDefinition<Request, Response>,
  request: Request,
): Promise<void> {
  const { address, times } = JSON.parse(process.argv.at(-1) ?? '') as CallsToSend;
  const results = await Promise.all(Array.from({ length: times }, () => call(address, method, request)));
  console.log(JSON.stringify(results));
}

async function call<Request, Response>(
  address: string,
  { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
  request: Request,
): Promise<CallResult> {
  // Otherwise the calls share a connection.
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  const deadline = Date.now() + TIMEOUT_MS;
  const result = await new Promise<CallResult>((resolve) => {
    const onEnd = (error: ServiceError | null) =>
      resolve({ status: status[error?.code ?? status.OK], details: error?.details ?? '' });
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, new Metadata(), { deadline }, onEnd);
  });
  client.close();
  return result;
}
