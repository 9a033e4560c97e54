import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WatchInventoryResponse } from '#contracts';

import type { BackendStreamListener } from '../backends/backend-stream.ts';
import { reopenDelayMs } from './reopen-delay.ts';
import { StockSubscription } from './stock-subscription.ts';

const heartbeat = (resumeToken: string): WatchInventoryResponse => ({
  event: { $case: 'heartbeat', value: {} },
  resumeToken,
});

/** A subscription whose streams the test ends, with what became of them. */
function subscribe() {
  const opened: { token: string; listener: BackendStreamListener<WatchInventoryResponse>; cancelled: string[] }[] = [];
  const calls: string[] = [];
  const subscription = new StockSubscription(
    (token, listener) => {
      const stream = { token, listener, cancelled: [] as string[] };
      opened.push(stream);
      return { origin: undefined, cancel: (details) => void stream.cancelled.push(details) };
    },
    'e.1',
    {
      onOpen: (_origin, count) => void calls.push(`open ${count}`),
      onMessage: ({ resumeToken }) => void calls.push(resumeToken),
      onWait: () => void calls.push('wait'),
      onFailure: (code) => void calls.push(status[code]),
    },
    45_000,
  );
  return { subscription, opened, calls, tokens: () => opened.map(({ token }) => token) };
}

describe('a subscription to the stock of a product', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('opens a stream that has ended again, after the last message that arrived', () => {
    const { opened, calls, tokens } = subscribe();
    opened[0]?.listener.onMessage(heartbeat('e.2'));
    opened[0]?.listener.onEnd(status.UNAVAILABLE, '');
    vi.advanceTimersByTime(100);
    opened[1]?.listener.onMessage(heartbeat('e.3'));
    opened[1]?.listener.onEnd(status.OK, '');
    vi.advanceTimersByTime(200);
    expect(tokens()).toEqual(['e.1', 'e.2', 'e.3']);
    expect(calls).toEqual(['open 1', 'e.2', 'wait', 'open 2', 'e.3', 'wait']);
  });

  it.each([status.NOT_FOUND, status.INVALID_ARGUMENT, status.UNIMPLEMENTED])('ends with the status %s', (code) => {
    const { opened, calls } = subscribe();
    opened[0]?.listener.onEnd(code, '');
    vi.advanceTimersByTime(60_000);
    expect([opened.length, calls]).toEqual([1, [status[code]]]);
  });

  it('opens a stream again that has sent nothing for the idle timeout', () => {
    const { opened, tokens } = subscribe();
    vi.advanceTimersByTime(44_000);
    opened[0]?.listener.onMessage(heartbeat('e.1'));
    vi.advanceTimersByTime(44_999);
    expect(opened).toHaveLength(1);
    vi.advanceTimersByTime(101);
    expect(opened[0]?.cancelled).toHaveLength(1);
    expect(tokens()).toEqual(['e.1', 'e.1']);
  });

  it('opens nothing once it is closed, and cancels the stream', () => {
    const { subscription, opened, calls } = subscribe();
    subscription.close();
    opened[0]?.listener.onMessage(heartbeat('e.2'));
    opened[0]?.listener.onEnd(status.CANCELLED, '');
    vi.advanceTimersByTime(120_000);
    expect([opened.length, opened[0]?.cancelled.length, calls]).toEqual([1, 1, []]);
  });

  it('waits longer after each stream that ends soon, up to five seconds', () => {
    expect([1, 2, 3, 7, 100].map((failures) => reopenDelayMs(failures, 1))).toEqual([100, 200, 400, 5000, 5000]);
    expect(reopenDelayMs(3, 0.5)).toBe(200);
  });
});
