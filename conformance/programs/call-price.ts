// Runs in a client's pod: asks price itself, at the address that is given, and prints how that ended.
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';

import { PriceServiceService } from '../../libs/contracts/src/index.ts';

/** What it prints, as JSON. */
export interface Ended {
  /** By its name, such as PERMISSION_DENIED. */
  readonly status: string;
  readonly details: string;
}

const [address = ''] = process.argv.slice(2);
const { path, requestSerialize, responseDeserialize } = PriceServiceService.getPrice;
const client = new Client(address, credentials.createInsecure());
const deadline = Date.now() + 5000;
const ended = await new Promise<Ended>((resolve) => {
  const tell = (error: ServiceError | null) =>
    resolve({ status: status[error?.code ?? status.OK], details: error?.details ?? '' });
  const request = { productId: 9_310_301 };
  client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, new Metadata(), { deadline }, tell);
});
client.close();
console.log(JSON.stringify(ended));
