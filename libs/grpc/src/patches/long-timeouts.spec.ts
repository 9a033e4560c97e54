import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { encodeMessage, START_BACKEND } from '#testbed';

const { path, requestSerialize } = PriceServiceService.getPrice;

/** The status of a call with this grpc-timeout. */
async function callWithTimeout(session: ClientHttp2Session, timeout: string, fault: string): Promise<number> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': timeout,
    'x-fault': fault,
  });
  let code = NaN;
  const read = (headers: IncomingHttpHeaders) => {
    if (headers['grpc-status'] !== undefined) code = Number(headers['grpc-status']);
  };
  stream
    .on('response', read)
    .on('trailers', read)
    .on('error', () => undefined);
  stream.resume().end(encodeMessage(requestSerialize({ productId: 9310301 })));
  await new Promise((resolve) => stream.once('close', resolve));
  return code;
}

async function startPrice() {
  const price = await START_BACKEND.price({ FAULTS: 'on' });
  const session = connect(`http://127.0.0.1:${price.grpcPort}`);
  return {
    call: (timeout: string, fault: string) => callWithTimeout(session, timeout, fault),
    [Symbol.asyncDispose]: async () => {
      session.destroy();
      await price[Symbol.asyncDispose]();
    },
  };
}

describe('a call with grpc-timeout', () => {
  it.each([
    ['of 27 hours in milliseconds', '99999999m'],
    ['just below 25 days', '2147483S'],
    ['just above 25 days', '2147484S'],
    ['of 25 days', '600H'],
    ['whose 32 bits are a second', '4294968S'],
    ['of three years', '99999999S'],
    ['of 190 years', '99999999M'],
    ['of 11,000 years', '99999999H'],
  ])('%s is served', async (_which, timeout) => {
    await using price = await startPrice();
    expect(await price.call(timeout, 'price=delay:20ms')).toBe(status.OK);
  });

  it.each(['0H', '0M', '0S', '0m', '0u', '0n', '1n', '99999u', '1m', '00000001m'])(
    'of %s ends with DEADLINE_EXCEEDED',
    async (timeout) => {
      await using price = await startPrice();
      expect(await price.call(timeout, 'price=hang')).toBe(status.DEADLINE_EXCEEDED);
    },
  );

  it.each([
    '',
    'S',
    '5',
    '5s',
    '5h',
    '-5S',
    '+5S',
    '5 S',
    '5.5S',
    '1e3S',
    '0x5S',
    '5S5S',
    '5S,5S',
    '999999999S',
    'x5m',
    'NaNm',
  ])('of "%s" ends with INVALID_ARGUMENT', async (timeout) => {
    await using price = await startPrice();
    expect(await price.call(timeout, 'price=hang')).toBe(status.INVALID_ARGUMENT);
  });
});
