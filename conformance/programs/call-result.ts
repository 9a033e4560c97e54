import { Client, credentials, Metadata, status, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';

/** How a call ended; the programs beside this file print it as JSON. */
export interface CallResult {
  /** The name of the gRPC status, such as PERMISSION_DENIED. */
  readonly status: string;
  readonly details: string;
}

const TIMEOUT_MS = 5000;

/** Sends one unary call in plaintext, which a mesh may encrypt on its way, and prints its result. */
export async function printResult<Request, Response>(
  address: string,
  { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
  request: Request,
): Promise<void> {
  const client = new Client(address, credentials.createInsecure());
  const deadline = Date.now() + TIMEOUT_MS;
  const result = await new Promise<CallResult>((resolve) => {
    const onEnd = (error: ServiceError | null) =>
      resolve({ status: status[error?.code ?? status.OK], details: error?.details ?? '' });
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, new Metadata(), { deadline }, onEnd);
  });
  client.close();
  console.log(JSON.stringify(result));
}
