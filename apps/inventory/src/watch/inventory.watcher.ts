// A client of WatchInventory, as the specs open it.
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { InventoryServiceService, type WatchInventoryResponse } from '#contracts';

const { watchInventory } = InventoryServiceService;

/** Opens a stream, and records its events. */
export function watchStock(port: number, resumeToken = '', productId = 9310301) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = watchInventory;
  const request = { productId, resumeToken };
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  const events: WatchInventoryResponse[] = [];
  call.on('data', (event: WatchInventoryResponse) => events.push(event)).on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    call.on('status', ({ code }: ServiceError) => resolve(status[code] ?? ''));
  });
  return {
    call,
    events,
    /** The kinds of the events. */
    kinds: () => events.map(({ event }) => event?.$case),
    /** The quantities of the changes. */
    quantities: () => events.flatMap(({ event }) => (event?.$case === 'change' ? [event.value.quantity] : [])),
    lastToken: () => events.at(-1)?.resumeToken ?? '',
    ended,
    [Symbol.dispose]: () => {
      call.cancel();
      client.close();
    },
  };
}
