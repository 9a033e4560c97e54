// The cases against a server of grpc-js in this process. `npm run interop` runs them against other servers and through Envoy.
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { GRPC_TRANSPORTS, openUnaryChannel } from '#grpc';
import type { UnaryChannel, UnaryResponse } from '#grpc-http2-client';

import { CASES, runCase } from './cases.ts';
import type { CaseContext } from './interop-case.ts';
import { nameOf } from './server-name.ts';
import { startGrpcJsServer } from './servers/grpc-js-server.ts';

const COUNTS = { soakIterations: 20, concurrentCalls: 110 };

describe.each(GRPC_TRANSPORTS)('the transport %s', (transport) => {
  const resources = new DisposableStack();
  let context: CaseContext;
  beforeAll(async () => {
    const { port } = resources.use(await startGrpcJsServer('127.0.0.1:0'));
    const second = await startGrpcJsServer(`127.0.0.2:${port}`).catch(() => undefined);
    resources.use(second);
    const { name } = resources.use(nameOf(['127.0.0.1', '127.0.0.2']));
    context = {
      openChannel: () => openUnaryChannel(transport, '127.0.0.1', port),
      openChannelToTwoServers: () => openUnaryChannel(transport, name, port),
      missing: {
        CompressedResponse: 'grpc-js compresses no response',
        ...(second ? {} : { 'two addresses': 'this system has no 127.0.0.2' }),
      },
      ...COUNTS,
    };
  });
  afterAll(() => resources.dispose());

  it.each(CASES)('passes the interop case $name', async (interopCase) => {
    const missing = interopCase.requires && context.missing[interopCase.requires];
    const result = await runCase(interopCase, context);
    expect(result).toEqual(missing === undefined ? { kind: 'passed' } : { kind: 'skipped', reason: missing });
  });
});

/** A channel whose calls all end in the same way. */
function channelThatEnds(ending: Pick<UnaryResponse, 'code' | 'message'>): UnaryChannel {
  return {
    state: 'READY',
    call: (_request, onEnd) => {
      setImmediate(onEnd, { ...ending, details: '', headers: {}, trailers: {} });
      return { headers: {}, cancel: () => undefined };
    },
    connect: () => undefined,
    close: () => undefined,
  };
}

describe('a negative control', () => {
  const run = (channel: UnaryChannel) => {
    const context = { openChannel: () => channel, openChannelToTwoServers: () => channel, missing: {}, ...COUNTS };
    return Promise.all(CASES.map(async (each) => [each.name, (await runCase(each, context)).kind] as const));
  };
  const passed = (results: readonly (readonly [string, string])[]) =>
    results.filter(([, kind]) => kind === 'passed').map(([name]) => name);

  it('passes no case but empty_unary if every call succeeds with an empty message', async () => {
    expect(passed(await run(channelThatEnds({ code: status.OK, message: Buffer.alloc(0) })))).toEqual(['empty_unary']);
  });

  it('passes no case if every call fails', async () => {
    expect(passed(await run(channelThatEnds({ code: status.INTERNAL, message: undefined })))).toEqual([]);
  });
});
