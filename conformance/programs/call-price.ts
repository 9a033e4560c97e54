// Runs in the pod of a client: calls price at the given address and prints the result.
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';

import { PriceServiceService } from '../../libs/contracts/src/index.ts';

/** The printed JSON. */
export interface CallResult {
  /** The name of the gRPC status, such as PERMISSION_DENIED. */
  readonly status: string;
  readonly details: string;
}

const [address = ''] = process.argv.slice(2);
const { path, requestSerialize, responseDeserialize } = PriceServiceService.getPrice;
const client = new Client(address, credentials.createInsecure());
const deadline = Date.now() + 5000;
const result = await new Promise<CallResult>((resolve) => {
  const onEnd = (error: ServiceError | null) =>
    resolve({ status: status[error?.code ?? status.OK], details: error?.details ?? '' });
  const request = { productId: 9_310_301 };
  client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, new Metadata(), { deadline }, onEnd);
});
client.close();
console.log(JSON.stringify(result));
