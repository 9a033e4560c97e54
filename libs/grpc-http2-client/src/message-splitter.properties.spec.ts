import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { lengthPrefixed } from './length-prefixed-message.ts';
import { MessageSplitter } from './message-splitter.ts';

describe('the messages of a stream', () => {
  it('are the same however their bytes are split into chunks', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(400), { maxLength: 10 }), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(lengthPrefixed));
        const splitter = new MessageSplitter();
        const received: Uint8Array[] = [];
        let from = 0;
        for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
          const chunk = bytes.subarray(from, to);
          expect(splitter.push(chunk, (message) => received.push(Uint8Array.from(message)))).toBeUndefined();
          from = Math.max(from, Math.min(to, bytes.length));
        }
        expect(received).toEqual(sent);
        expect(splitter.truncation).toBeUndefined();
      }),
    );
  });

  it('are refused if one is compressed or too long, and truncated if the last one is incomplete', () => {
    const push = (...bytes: number[]) => {
      const splitter = new MessageSplitter();
      return [splitter.push(Buffer.from(bytes), () => undefined)?.code, splitter.truncation?.code];
    };
    expect(push(1, 0, 0, 0, 0)).toEqual([13, undefined]);
    expect(push(0, 1, 0, 0, 0)).toEqual([8, undefined]);
    expect(push(0, 0, 0, 0, 2, 9)).toEqual([undefined, 13]);
  });
});
