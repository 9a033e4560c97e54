import type { EventEmitter } from 'node:events';

import { Client, credentials, status } from '@grpc/grpc-js';
import { anyText, INHERITED_EXAMPLES, INHERITED_NAMES, protobufBytes, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DESCRIPTOR_FILES,
  DESCRIPTOR_SYMBOLS,
  ServerReflectionService,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from '#contracts';
import { START_BACKEND, type RunningService } from '#testbed';

const { path, requestSerialize, responseDeserialize } = ServerReflectionService.serverReflectionInfo;
const PATHS = [path, path.replace('.v1.', '.v1alpha.')];

type MessageRequest = NonNullable<ServerReflectionRequest['messageRequest']>;
const encode = (messageRequest: MessageRequest) => requestSerialize({ host: '', messageRequest });

const statusOf = (stream: EventEmitter) =>
  new Promise<{ code: status }>((resolve) => stream.once('status', resolve)).then(({ code }) => status[code]);

describe('reflection', () => {
  let price: RunningService;
  let client: Client;

  beforeAll(async () => {
    price = await START_BACKEND.price();
    client = new Client(`127.0.0.1:${price.grpcPort}`, credentials.createInsecure());
  });
  afterAll(async () => {
    client.close();
    await price[Symbol.asyncDispose]();
  });

  /** The responses to the messages of one stream, and its status. */
  async function exchange(messages: readonly Buffer[], at: string = path) {
    const responses: ServerReflectionResponse['messageResponse'][] = [];
    const stream = client.makeBidiStreamRequest(at, (message: Buffer) => message, responseDeserialize);
    stream.on('error', () => undefined);
    stream.on('data', ({ messageResponse }: ServerReflectionResponse) => responses.push(messageResponse));
    const ended = statusOf(stream);
    for (const message of messages) stream.write(message);
    stream.end();
    return { code: await ended, responses };
  }

  it.each(PATHS)('describes a file or responds NOT_FOUND to any name, at %s', async (at) => {
    const names = fc.oneof(
      anyText(),
      textOfTokens(['product_gateway', 'price', 'v1', 'PriceService', '.', '/', '.proto', '..', ...INHERITED_NAMES]),
      fc.constantFrom(...DESCRIPTOR_FILES.keys(), ...DESCRIPTOR_SYMBOLS.keys()),
    );
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        // As it arrives, since UTF-8 has no lone surrogates.
        const sent = name.toWellFormed();
        const { code, responses } = await exchange(
          [
            { $case: 'fileByFilename', value: sent } as const,
            { $case: 'fileContainingSymbol', value: sent } as const,
            { $case: 'allExtensionNumbersOfType', value: sent } as const,
            { $case: 'fileContainingExtension', value: { containingType: sent, extensionNumber: 1 } } as const,
          ].map(encode),
          at,
        );
        const found = { $case: 'fileDescriptorResponse' };
        const notFound = { $case: 'errorResponse', value: { errorCode: status.NOT_FOUND } };
        expect(code).toBe('OK');
        expect(responses).toMatchObject([
          DESCRIPTOR_FILES.has(sent) ? found : notFound,
          DESCRIPTOR_SYMBOLS.has(sent) ? found : notFound,
          notFound,
          notFound,
        ]);
      }),
      { numRuns: 150, examples: INHERITED_EXAMPLES },
    );
  });

  it.each(PATHS)(
    'ends a stream of any bytes with OK or INVALID_ARGUMENT, and serves the next one, at %s',
    async (at) => {
      await fc.assert(
        fc.asyncProperty(fc.array(protobufBytes(), { maxLength: 4 }), async (messages) => {
          const { code, responses } = await exchange(messages, at);
          expect(['OK', 'INVALID_ARGUMENT']).toContain(code);
          if (code === 'OK') expect(responses).toHaveLength(messages.length);
        }),
        { numRuns: 150, examples: INHERITED_NAMES.map((name): [Buffer[]] => [[Buffer.from(name)]]) },
      );
      const { responses } = await exchange([encode({ $case: 'listServices', value: '' })], at);
      expect(responses).toMatchObject([{ $case: 'listServicesResponse' }]);
    },
  );
});
