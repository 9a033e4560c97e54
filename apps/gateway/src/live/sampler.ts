import { minuteOf, type Minute } from './minute.ts';
import type { Sample } from './sample.ts';

/** The ticks of a minute. */
const TICKS = 60;

/** How often a sampler takes a sample, and how long it goes on without viewers. */
export interface SamplerTiming {
  readonly intervalMs: number;
  readonly lingerMs: number;
}

export const SAMPLER_TIMING: SamplerTiming = { intervalMs: 1000, lingerMs: 60_000 };

/** Composes one product once a second for all its viewers, and keeps the samples of the last minute. */
export class Sampler {
  readonly #viewers = new Set<() => void>();
  /** The oldest first, each with its tick. */
  readonly #samples: { readonly tick: number; readonly sample: Sample }[] = [];
  readonly #timer: NodeJS.Timeout;
  #tick = 0;
  #isSampling = false;
  #usedAt = performance.now();
  #minute: Minute | undefined;

  /** Resolves to the first sample. */
  readonly first: Promise<Sample>;

  /**
   * @param take takes a sample; it does not reject
   * @param onStop is called when nobody has looked for the time of lingering, or when `stop` is called
   */
  constructor(
    private readonly take: () => Promise<Sample>,
    private readonly onStop: () => void,
    private readonly timing: SamplerTiming = SAMPLER_TIMING,
  ) {
    this.first = this.#sample();
    // A viewer keeps the process running, as every open connection does; a sampler does not.
    this.#timer = setInterval(() => void this.#onTick(), timing.intervalMs).unref();
  }

  /** Calls back with each tick until the returned function is called. */
  watch(onTick: () => void): () => void {
    // An object of its own for each viewer.
    const viewer = () => onTick();
    this.#viewers.add(viewer);
    return () => {
      this.markUsed();
      this.#viewers.delete(viewer);
    };
  }

  /** Says that somebody has just looked at the minute, so that the sampler goes on for the time of lingering. */
  markUsed(): void {
    this.#usedAt = performance.now();
  }

  get isWatched(): boolean {
    return this.#viewers.size > 0;
  }

  /** When somebody last looked, by performance.now(). */
  get usedAt(): number {
    return this.#usedAt;
  }

  /** The last minute. The object is the same until the next tick or sample. */
  get minute(): Minute {
    return (this.#minute ??= minuteOf(
      this.#samples.map(({ tick, sample }) => Object.assign({ secondsAgo: this.#tick - tick }, sample)),
    ));
  }

  stop(): void {
    clearInterval(this.#timer);
    this.onStop();
  }

  /** A tick on which the sample of an earlier one is still being taken has none of its own. */
  async #onTick(): Promise<void> {
    if (!this.isWatched && performance.now() - this.#usedAt > this.timing.lingerMs) return this.stop();
    this.#tick += 1;
    if (!this.#isSampling) await this.#sample();
    else this.#prune();
    for (const viewer of this.#viewers) viewer();
  }

  async #sample(): Promise<Sample> {
    this.#isSampling = true;
    const tick = this.#tick;
    const sample = await this.take();
    this.#isSampling = false;
    this.#samples.push({ tick, sample });
    this.#prune();
    return sample;
  }

  #prune(): void {
    this.#minute = undefined;
    while (this.#samples[0] && this.#tick - this.#samples[0].tick >= TICKS) this.#samples.shift();
  }
}
