import { describe, expect, it, onTestFinished, vi } from 'vitest';

import type { Sample } from './sample.ts';
import { Sampler, type SamplerTiming } from './sampler.ts';

const SAMPLE: Sample = { durationMs: 1, error: null, degraded: [], hops: [] };
const FAST: SamplerTiming = { intervalMs: 1, lingerMs: 60_000 };

function start(take: () => Promise<Sample>, timing = FAST) {
  const onStop = vi.fn<() => void>();
  const sampler = new Sampler(take, onStop, timing);
  onTestFinished(() => sampler.stop());
  return { sampler, onStop };
}

/** Resolves after so many ticks of a sampler. */
const ticks = (sampler: Sampler, count: number) =>
  new Promise<void>((resolve) => {
    let seen = 0;
    const unwatch = sampler.watch(() => {
      if ((seen += 1) < count) return;
      unwatch();
      resolve();
    });
  });

describe('a sampler', () => {
  it('has a first sample before its first tick', async () => {
    const { sampler } = start(() => Promise.resolve(SAMPLE), { ...FAST, intervalMs: 60_000 });
    expect(await sampler.first).toBe(SAMPLE);
    expect(sampler.minute).toMatchObject({ samples: 1, seconds: [{ secondsAgo: 0 }] });
  });

  it('keeps the samples of sixty ticks and no more', async () => {
    const { sampler } = start(() => Promise.resolve(SAMPLE));
    await ticks(sampler, 100);
    expect(sampler.minute.samples).toBe(60);
    expect([sampler.minute.seconds[0], sampler.minute.seconds.at(-1)]).toMatchObject([
      { secondsAgo: 59 },
      { secondsAgo: 0 },
    ]);
  });

  it('takes one sample at a time, and forgets those of a minute ago while it waits for one', async () => {
    let count = 0;
    const { sampler } = start(() => ((count += 1) === 1 ? Promise.resolve(SAMPLE) : new Promise(() => undefined)));
    await ticks(sampler, 70);
    expect([count, sampler.minute.samples]).toEqual([2, 0]);
  });

  it('gives all its viewers the same minute, of one sample a tick', async () => {
    const take = vi.fn<() => Promise<Sample>>(() => Promise.resolve(SAMPLE));
    const { sampler } = start(take);
    const minutes: unknown[] = [];
    await Promise.all([
      ...Array.from({ length: 10 }, () => {
        const unwatch = sampler.watch(() => {
          minutes.push(sampler.minute);
          unwatch();
        });
      }),
      ticks(sampler, 1),
    ]);
    expect(minutes).toHaveLength(10);
    expect(new Set(minutes).size).toBe(1);
    expect(take.mock.calls.length).toBeLessThanOrEqual(3);
  });

  it('stops when nobody has looked for the time of lingering', async () => {
    const { sampler, onStop } = start(() => Promise.resolve(SAMPLE), { intervalMs: 1, lingerMs: 5 });
    await expect.poll(() => onStop.mock.calls.length).toBe(1);
    expect(sampler.isWatched).toBe(false);
  });

  it('goes on while somebody watches, however long', async () => {
    const { sampler, onStop } = start(() => Promise.resolve(SAMPLE), { intervalMs: 1, lingerMs: 0 });
    await ticks(sampler, 20);
    expect(onStop).not.toHaveBeenCalled();
    await expect.poll(() => onStop.mock.calls.length).toBe(1);
  });
});
