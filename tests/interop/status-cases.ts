// The cases about metadata and about how a call ends.
import assert from 'node:assert/strict';
import { setImmediate as nextIteration } from 'node:timers/promises';

import { status, type MethodDefinition } from '@grpc/grpc-js';

import { binaryMetadata, readBinaryMetadata } from '#grpc-http2-client';

import { startCall, statusName, unaryCall } from './interop-client.ts';
import { withChannel, type CaseContext, type InteropCase } from './interop-case.ts';
import { assertLargeResponse, assertOk, LARGE_REQUEST } from './large-unary.ts';
import { ECHO_INITIAL, ECHO_TRAILING, RPC_BEHAVIOR, TEST_SERVICE, UNIMPLEMENTED, type Empty } from './test-service.ts';

const INITIAL_VALUE = 'test_initial_metadata_value';
const TRAILING_VALUE = Buffer.from('ababab', 'hex');

/** A server that receives it does not respond. */
const KEEP_OPEN = { [RPC_BEHAVIOR]: 'keep-open' };

async function assertEchoedStatus({ openChannel }: CaseContext, message: string): Promise<void> {
  const responseStatus = { code: status.UNKNOWN, message };
  const { code, details } = await withChannel(openChannel, (channel) => unaryCall(channel, { responseStatus }));
  assert.equal(statusName(code), statusName(status.UNKNOWN));
  assert.equal(details, message);
}

async function assertUnimplemented({ openChannel }: CaseContext, method: MethodDefinition<Empty, Empty>) {
  const { code } = await withChannel(openChannel, (channel) => startCall(channel, method, {}).ended);
  assert.equal(statusName(code), statusName(status.UNIMPLEMENTED));
}

export const STATUS_CASES: readonly InteropCase[] = [
  {
    name: 'custom_metadata',
    description: 'The unary half: text in initial metadata and bytes in trailing metadata, to the server and back.',
    run: ({ openChannel }) =>
      withChannel(openChannel, async (channel) => {
        const metadata = { [ECHO_INITIAL]: INITIAL_VALUE, [ECHO_TRAILING]: binaryMetadata(TRAILING_VALUE) };
        const outcome = await unaryCall(channel, LARGE_REQUEST, { metadata });
        assertLargeResponse(outcome);
        assert.equal(outcome.headers[ECHO_INITIAL], INITIAL_VALUE);
        assert.deepEqual(readBinaryMetadata(outcome.trailers, ECHO_TRAILING), [TRAILING_VALUE]);
      }),
  },
  {
    name: 'status_code_and_message',
    description: 'The unary half: the status and the message that the request asks for.',
    run: (context) => assertEchoedStatus(context, 'test status message'),
  },
  {
    name: 'special_status_message',
    description: 'A status message with white space, line breaks and characters of one to four bytes in UTF-8.',
    run: (context) => assertEchoedStatus(context, '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n'),
  },
  {
    name: 'unimplemented_method',
    description: 'UNIMPLEMENTED for a method that the service does not have.',
    run: (context) => assertUnimplemented(context, UNIMPLEMENTED.method),
  },
  {
    name: 'unimplemented_service',
    description: 'UNIMPLEMENTED for a service that the server does not have.',
    run: (context) => assertUnimplemented(context, UNIMPLEMENTED.service),
  },
  {
    name: 'cancel_after_begin',
    description:
      'The unary form: CANCELLED for a call that is cancelled at once, before there is a connection and after its request ' +
      'was sent; the next call succeeds.',
    run: ({ openChannel }) =>
      withChannel(openChannel, async (channel) => {
        for (const wait of [async () => undefined, nextIteration]) {
          const call = startCall(channel, TEST_SERVICE.UnaryCall, LARGE_REQUEST, { metadata: KEEP_OPEN });
          await wait();
          call.cancel();
          assert.equal(statusName((await call.ended).code), statusName(status.CANCELLED));
          assertOk(await startCall(channel, TEST_SERVICE.EmptyCall, {}).ended);
        }
      }),
  },
  {
    name: 'timeout',
    description:
      'The unary form of timeout_on_sleeping_server: DEADLINE_EXCEEDED after 1 ms and after 200 ms, if the server does not ' +
      'respond; the next call succeeds.',
    run: ({ openChannel }) =>
      withChannel(openChannel, async (channel) => {
        for (const timeoutMs of [1, 200]) {
          const { code } = await unaryCall(channel, LARGE_REQUEST, { metadata: KEEP_OPEN, timeoutMs });
          assert.equal(statusName(code), statusName(status.DEADLINE_EXCEEDED), `The deadline is ${timeoutMs} ms.`);
          assertOk(await startCall(channel, TEST_SERVICE.EmptyCall, {}).ended);
        }
      }),
  },
];
