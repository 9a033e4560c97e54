import { describe, expect, it } from 'vitest';

import { decodeFrames, encodeFrame, encodeHeaders, encodeMessage, encodeSettings, FRAME_TYPE } from './http2-frames.ts';

describe('HTTP/2 frames', () => {
  it('are decoded as they were encoded, and an incomplete one is left over', () => {
    const ping = encodeFrame(FRAME_TYPE.PING, 1, 0, Buffer.from('12345678'));
    const data = encodeFrame(FRAME_TYPE.DATA, 0, 5, Buffer.from('text'));
    const half = data.subarray(0, -1);
    expect(decodeFrames(Buffer.concat([ping, data, half]))).toEqual({
      frames: [
        { type: FRAME_TYPE.PING, flags: 1, streamId: 0, payload: Buffer.from('12345678') },
        { type: FRAME_TYPE.DATA, flags: 0, streamId: 5, payload: Buffer.from('text') },
      ],
      rest: half,
    });
  });

  it('state a length other than that of the payload if one is given', () => {
    expect(encodeFrame(FRAME_TYPE.DATA, 0, 1, Buffer.alloc(1), 0x01_02_03).subarray(0, 3)).toEqual(Buffer.of(1, 2, 3));
  });

  it('of SETTINGS are empty, or hold the initial window size', () => {
    expect(encodeSettings()).toEqual(Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 0));
    expect(encodeSettings(65_535).subarray(9)).toEqual(Buffer.of(0, 4, 0, 0, 0xff, 0xff));
  });
});

describe('header fields', () => {
  it.each([
    [126, [126]],
    [127, [127, 0]],
    [254, [127, 127]],
    [255, [127, 0x80, 1]],
    // The example of RFC 7541, C.1.2, with a prefix of seven bits.
    [1337, [127, 0xba, 0x09]],
  ])('have the length of a value of %i bytes as HPACK encodes it', (length, encoded) => {
    const block = encodeHeaders([['a', 'x'.repeat(length)]]);
    expect([...block.subarray(0, 3 + encoded.length)]).toEqual([0, 1, 0x61, ...encoded]);
    expect(block).toHaveLength(3 + encoded.length + length);
  });
});

it('a gRPC message has its length in its prefix, unless another one is given', () => {
  expect([...encodeMessage(Buffer.of(7))]).toEqual([0, 0, 0, 0, 1, 7]);
  expect([...encodeMessage(Buffer.of(7), 1, 0xff_ff_ff_ff)]).toEqual([1, 0xff, 0xff, 0xff, 0xff, 7]);
});
