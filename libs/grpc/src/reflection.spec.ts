import { once, type EventEmitter } from 'node:events';

import { Client, credentials, status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import {
  DESCRIPTOR_FILES,
  ServerReflectionService,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from '#contracts';
import { encodeFrame, encodeMessage, FRAME_TYPE, RawHttp2Client, START_BACKEND } from '#testbed';

const { serverReflectionInfo } = ServerReflectionService;
const V1ALPHA = serverReflectionInfo.path.replace('.v1.', '.v1alpha.');

type MessageRequest = NonNullable<ServerReflectionRequest['messageRequest']>;
const requestOf = (messageRequest: MessageRequest): ServerReflectionRequest => ({ host: '', messageRequest });
const bySymbol = (value: string): MessageRequest => ({ $case: 'fileContainingSymbol', value });
const byFile = (value: string): MessageRequest => ({ $case: 'fileByFilename', value });

function statusOf(stream: EventEmitter): Promise<{ code: status }> {
  return new Promise((resolve) => stream.once('status', resolve));
}

async function startReflection(environment?: NodeJS.ProcessEnv) {
  const price = await START_BACKEND.price(environment);
  const client = new Client(`127.0.0.1:${price.grpcPort}`, credentials.createInsecure());
  const open = (
    path: string = serverReflectionInfo.path,
    serialize: (request: ServerReflectionRequest) => Buffer = serverReflectionInfo.requestSerialize,
  ) => client.makeBidiStreamRequest(path, serialize, serverReflectionInfo.responseDeserialize);
  return {
    ...price,
    open,
    /** The responses to requests on one stream, and the status of the stream, which the client ends. */
    async ask(messageRequests: readonly MessageRequest[], path?: string) {
      const stream = open(path);
      const responses: ServerReflectionResponse['messageResponse'][] = [];
      stream.on('data', ({ messageResponse }: ServerReflectionResponse) => responses.push(messageResponse));
      stream.on('error', () => undefined);
      const ended = statusOf(stream);
      for (const each of messageRequests) stream.write(requestOf(each));
      stream.end();
      const { code } = await ended;
      return { responses, code };
    },
    [Symbol.asyncDispose]: async () => {
      client.close();
      await price[Symbol.asyncDispose]();
    },
  };
}

/** Names that every plain object has, and others that no contract has. */
const UNKNOWN_NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Map.prototype),
  '',
  '.',
  'no.such.Symbol',
  'product_gateway',
  'product_gateway.price.v1.PriceService.toString',
  '../../etc/passwd',
  '\0',
  '𝄞'.repeat(1000),
];

describe('reflection', () => {
  it.each([serverReflectionInfo.path, V1ALPHA])(
    'lists all services, its own and health among them, at %s',
    async (path) => {
      await using reflection = await startReflection();
      const { responses } = await reflection.ask([{ $case: 'listServices', value: '' }], path);
      const names = [
        'product_gateway.price.v1.PriceService',
        'grpc.health.v1.Health',
        'grpc.reflection.v1.ServerReflection',
        'grpc.reflection.v1alpha.ServerReflection',
      ];
      expect(responses).toEqual([
        { $case: 'listServicesResponse', value: { service: names.map((name) => ({ name })) } },
      ]);
      const described = await reflection.ask(names.map(bySymbol), path);
      expect(described.responses.map((response) => response?.$case)).toEqual(names.map(() => 'fileDescriptorResponse'));
    },
  );

  it('responds NOT_FOUND to names that nothing in the contract has, also those of inherited properties', async () => {
    await using reflection = await startReflection();
    const requests = UNKNOWN_NAMES.flatMap((name): MessageRequest[] => [
      bySymbol(name),
      byFile(name),
      { $case: 'allExtensionNumbersOfType', value: name },
      { $case: 'fileContainingExtension', value: { containingType: name, extensionNumber: 1 } },
    ]);
    const { responses, code } = await reflection.ask(requests);
    expect(code).toBe(status.OK);
    expect(responses).toHaveLength(requests.length);
    for (const response of responses) {
      expect(response).toMatchObject({ $case: 'errorResponse', value: { errorCode: status.NOT_FOUND } });
    }
  });

  it.each([
    ['a service', 'product_gateway.price.v1.PriceService'],
    ['a method', 'product_gateway.price.v1.PriceService.GetPrice'],
    ['a message', 'product_gateway.price.v1.GetPriceRequest'],
    ['a field', 'product_gateway.price.v1.GetPriceRequest.product_id'],
    ['a oneof', 'grpc.reflection.v1.ServerReflectionRequest.message_request'],
    ['an enum in a message', 'grpc.health.v1.HealthCheckResponse.ServingStatus'],
    ['a value of an enum', 'grpc.health.v1.HealthCheckResponse.SERVING'],
    ['a message in a message', 'google.rpc.BadRequest.FieldViolation'],
    ['a field of a message in a message', 'google.rpc.BadRequest.FieldViolation.field'],
  ])('finds the file of %s', async (_what, symbol) => {
    await using reflection = await startReflection();
    const { responses } = await reflection.ask([bySymbol(symbol)]);
    expect(responses).toMatchObject([{ $case: 'fileDescriptorResponse' }]);
  });

  it('describes each file of the contract together with all that it imports', async () => {
    await using reflection = await startReflection();
    const names = [...DESCRIPTOR_FILES.keys()];
    expect(names.length).toBeGreaterThan(8);
    const { responses } = await reflection.ask(names.map(byFile));
    for (const [index, name] of names.entries()) {
      const response = responses[index];
      const files = response?.$case === 'fileDescriptorResponse' ? response.value.fileDescriptorProto : [];
      expect(files.length).toBeGreaterThan(DESCRIPTOR_FILES.get(name)?.imports.length ?? 0);
    }
  });

  it('responds INVALID_ARGUMENT to an empty request, and serves the next one', async () => {
    await using reflection = await startReflection();
    const nothing = { $case: undefined } as unknown as MessageRequest;
    const { responses } = await reflection.ask([nothing, bySymbol('grpc.health.v1.Health')]);
    expect(responses).toMatchObject([
      { $case: 'errorResponse', value: { errorCode: status.INVALID_ARGUMENT } },
      { $case: 'fileDescriptorResponse' },
    ]);
  });

  it.each([
    ['a truncated number', [0x08]],
    ['a length beyond the end', [0x3a, 0x7f, 0x61]],
    ['an unknown wire type', [0x0f]],
    ['a varint of eleven bytes', Array.from({ length: 11 }, () => 0xff)],
  ])('ends a stream with INVALID_ARGUMENT after %s, and serves the next stream', async (_what, bytes) => {
    await using reflection = await startReflection();
    const stream = reflection.open(undefined, () => Buffer.from(bytes));
    stream.on('error', () => undefined).resume();
    const ended = statusOf(stream);
    stream.write(requestOf(bySymbol('')));
    stream.write(requestOf(bySymbol('')));
    expect(await ended).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect((await reflection.ask([{ $case: 'listServices', value: '' }])).responses).toHaveLength(1);
  });

  it('ends its streams when the service drains, and prints no warning however many there are', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const reflection = await startReflection({ DRAIN_TIMEOUT: '60s' });
    const streams = Array.from({ length: 20 }, () => reflection.open());
    const ended = streams.map((stream) => statusOf(stream.resume()));
    for (const stream of streams) {
      stream.write(requestOf(bySymbol('')));
      await once(stream, 'data');
    }
    await reflection[Symbol.asyncDispose]();
    for (const end of ended) expect(await end).toMatchObject({ code: status.OK });
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('ends a stream on drain whose client never ends its side', async () => {
    const reflection = await startReflection({ DRAIN_TIMEOUT: '60s' });
    using client = await RawHttp2Client.connect(reflection.grpcPort);
    const { streamId, bytes } = client.headers(serverReflectionInfo.path);
    const message = encodeMessage(serverReflectionInfo.requestSerialize(requestOf(bySymbol(''))));
    client.write(bytes, encodeFrame(FRAME_TYPE.DATA, 0, streamId, message));
    await expect.poll(() => client.frames.some(({ type }) => type === FRAME_TYPE.DATA)).toBe(true);
    await reflection[Symbol.asyncDispose]();
    const types = client.frames.filter((frame) => frame.streamId === streamId).map(({ type }) => type);
    // The status comes before the stream is reset with NO_ERROR.
    expect(types.slice(-2)).toEqual([FRAME_TYPE.HEADERS, FRAME_TYPE.RST_STREAM]);
    expect(client.frames.at(-1)?.type).toBe(FRAME_TYPE.GOAWAY);
  });

  it('reads no more requests from a client that reads no responses', async () => {
    await using reflection = await startReflection();
    // No byte of a response may be sent, so that all of them stay in the service.
    using client = await RawHttp2Client.connect(reflection.grpcPort, 0);
    const { streamId, bytes } = client.headers(serverReflectionInfo.path);
    const message = encodeMessage(serverReflectionInfo.requestSerialize(requestOf(byFile('x'.repeat(1000)))));
    client.write(bytes);
    const window = (id: number) =>
      client.frames
        .filter((frame) => frame.type === FRAME_TYPE.WINDOW_UPDATE && frame.streamId === id)
        .reduce((sum, { payload }) => sum + payload.readUInt32BE(), 65_535);
    const pings = () => client.frames.filter(({ type }) => type === FRAME_TYPE.PING).length;
    let sent = 0;
    // Each acknowledged PING gives the service time to read what was sent before it.
    for (let count = 1; count <= 50 && sent < 600_000; count += 1) {
      const room = Math.min(window(0), window(streamId));
      const messages = Math.floor((room - sent) / message.length);
      client.write(
        ...Array.from({ length: messages }, () => encodeFrame(FRAME_TYPE.DATA, 0, streamId, message)),
        encodeFrame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(8)),
      );
      sent += messages * message.length;
      await expect.poll(pings, { interval: 2 }).toBe(count);
    }
    expect(sent).toBeLessThan(300_000);
  });
});
