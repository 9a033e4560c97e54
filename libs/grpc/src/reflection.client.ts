// A client of gRPC server reflection, for the specs.
import type { EventEmitter } from 'node:events';

import { Client, credentials, type status } from '@grpc/grpc-js';
import { ServerReflectionService, type ServerReflectionRequest, type ServerReflectionResponse } from '#contracts';

const { serverReflectionInfo } = ServerReflectionService;

export type MessageRequest = NonNullable<ServerReflectionRequest['messageRequest']>;

export const requestOf = (messageRequest: MessageRequest): ServerReflectionRequest => ({ host: '', messageRequest });
export const bySymbol = (value: string): MessageRequest => ({ $case: 'fileContainingSymbol', value });
export const byFile = (value: string): MessageRequest => ({ $case: 'fileByFilename', value });

/** Resolves with the status of a stream once it has ended. */
export function statusOf(stream: EventEmitter): Promise<{ code: status }> {
  return new Promise((resolve) => stream.once('status', resolve));
}

/** Opens streams of server reflection on one channel. */
export class ReflectionClient implements Disposable {
  readonly #client: Client;

  constructor({ grpcPort }: { readonly grpcPort: number }) {
    this.#client = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
  }

  /** Opens one stream; its requests are what `serialize` makes of them. */
  open(
    path: string = serverReflectionInfo.path,
    serialize: (request: ServerReflectionRequest) => Buffer = serverReflectionInfo.requestSerialize,
  ) {
    return this.#client.makeBidiStreamRequest(path, serialize, serverReflectionInfo.responseDeserialize);
  }

  /** The responses to requests on one stream, and the status of the stream, which the client ends. */
  async ask(messageRequests: readonly MessageRequest[], path?: string) {
    const stream = this.open(path);
    const responses: ServerReflectionResponse['messageResponse'][] = [];
    stream.on('data', ({ messageResponse }: ServerReflectionResponse) => responses.push(messageResponse));
    stream.on('error', () => undefined);
    const ended = statusOf(stream);
    for (const each of messageRequests) stream.write(requestOf(each));
    stream.end();
    const { code } = await ended;
    return { responses, code };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
