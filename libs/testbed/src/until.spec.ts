import { describe, expect, it } from 'vitest';

import { isTrueWithin, until } from './until.ts';

const FAST = { timeoutMs: 20_000, intervalMs: 1, what: 'the value is there' };

describe('until', () => {
  it('resolves with the first truthy value', async () => {
    const values = [undefined, 0, '', 'there', 'later'];
    expect(await until(() => values.shift(), FAST)).toBe('there');
  });

  it('pauses after each try that fails', async () => {
    const triedAt: number[] = [];
    await until(() => triedAt.push(performance.now()) === 3, { ...FAST, intervalMs: 30 });
    // A timer may fire a fraction of a millisecond early.
    expect(triedAt[2]! - triedAt[0]!).toBeGreaterThan(58);
  });

  it('rejects with the name of what it waited for when the time is over', async () => {
    await expect(until(() => false, { ...FAST, timeoutMs: 10 })).rejects.toThrow(
      'Timed out after 0.01 s: the value is there.',
    );
  });

  it('tries once even if there is no time at all', async () => {
    expect(await until(() => true, { ...FAST, timeoutMs: 0 })).toBe(true);
  });

  it('rejects with the reason of a signal that aborts during a pause', async () => {
    const interrupted = new AbortController();
    const waiting = until(() => false, { ...FAST, intervalMs: 60_000, signal: interrupted.signal });
    interrupted.abort(new Error('Stopped by SIGINT.'));
    await expect(waiting).rejects.toThrow('Stopped by SIGINT.');
  });

  it('rejects with the error of the condition', async () => {
    await expect(until(() => Promise.reject(new Error('the service ended')), FAST)).rejects.toThrow(
      'the service ended',
    );
  });
});

describe('isTrueWithin', () => {
  it('resolves with true as soon as the condition is true', async () => {
    const values = [false, false, true];
    expect(await isTrueWithin(() => values.shift() ?? false, FAST)).toBe(true);
    expect(values).toEqual([]);
  });

  it('resolves with false when the time is over', async () => {
    expect(await isTrueWithin(() => false, { ...FAST, timeoutMs: 10 })).toBe(false);
  });

  it('resolves with false when the signal aborts', async () => {
    const interrupted = new AbortController();
    const waiting = isTrueWithin(() => false, { ...FAST, intervalMs: 60_000, signal: interrupted.signal });
    interrupted.abort();
    expect(await waiting).toBe(false);
  });
});
