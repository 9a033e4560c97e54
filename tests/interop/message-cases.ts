// The cases about messages: their sizes, and their compression.
import assert from 'node:assert/strict';

import { status } from '@grpc/grpc-js';

import { startCall, statusName, unaryCall } from './interop-client.ts';
import { withChannel, type InteropCase } from './interop-case.ts';
import { assertOk, callLargeUnary, LARGE_REQUEST } from './large-unary.ts';
import { TEST_SERVICE } from './test-service.ts';

export const MESSAGE_CASES: readonly InteropCase[] = [
  {
    name: 'empty_unary',
    description: 'A request and a response of zero bytes.',
    run: ({ openChannel }) =>
      withChannel(openChannel, async (channel) => assertOk(await startCall(channel, TEST_SERVICE.EmptyCall, {}).ended)),
  },
  {
    name: 'large_unary',
    description: 'A request with 271,828 bytes and a response with 314,159, beyond the initial window of flow control.',
    run: ({ openChannel }) => withChannel(openChannel, (channel) => callLargeUnary(channel)),
  },
  {
    name: 'concurrent_large_unary',
    description: 'Many calls of large_unary at once on one channel, more than the server admits as concurrent streams.',
    run: ({ openChannel, concurrentCalls }) =>
      withChannel(openChannel, async (channel) => {
        await Promise.all(Array.from({ length: concurrentCalls }, () => callLargeUnary(channel)));
      }),
  },
  {
    name: 'client_compressed_unary',
    description:
      'The uncompressed half: no transport compresses. The server refuses a request that should be compressed with ' +
      'INVALID_ARGUMENT, and accepts one that should not be.',
    requires: 'CompressedRequest',
    run: ({ openChannel }) =>
      withChannel(openChannel, async (channel) => {
        const { code } = await unaryCall(channel, { ...LARGE_REQUEST, expectCompressed: { value: true } });
        assert.equal(statusName(code), statusName(status.INVALID_ARGUMENT));
        await callLargeUnary(channel, { expectCompressed: { value: false } });
      }),
  },
  {
    name: 'server_compressed_unary',
    description:
      'A response arrives whole, which the server compresses if grpc-accept-encoding of the client has gzip, and one that ' +
      'it must not compress.',
    requires: 'CompressedResponse',
    run: ({ openChannel }) =>
      withChannel(openChannel, async (channel) => {
        await callLargeUnary(channel, { responseCompressed: { value: true } });
        await callLargeUnary(channel, { responseCompressed: { value: false } });
      }),
  },
];
