import type { Sample } from './sample.ts';
import { minuteOfHop, type MinuteOfHop } from './minute-of-hop.ts';
import { countBy, quantile, type Counted } from './statistics.ts';

/** A sample with its place on the time axis. */
export interface TimedSample extends Sample {
  /** 0 for the newest second, up to 59. */
  readonly secondsAgo: number;
}

/** What became of the products that were composed in the last minute. */
export interface Minute {
  readonly samples: number;
  readonly failed: number;
  readonly degraded: number;
  /** How often each error was the result. */
  readonly errors: readonly Counted[];
  /** How often each part was missing. */
  readonly degradedParts: readonly Counted[];
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Each sample, the oldest first. */
  readonly seconds: readonly {
    readonly secondsAgo: number;
    readonly outcome: 'ok' | 'degraded' | 'failed';
    readonly durationMs: number;
  }[];
  /** By backend, in the order in which they are called. */
  readonly hops: readonly MinuteOfHop[];
}

/** Aggregates the samples of a minute, the oldest first. */
export function minuteOf(samples: readonly TimedSample[]): Minute {
  const durations = samples.map(({ durationMs }) => durationMs);
  const calls = samples.flatMap(({ hops, secondsAgo }) => hops.map((hop) => Object.assign({ secondsAgo }, hop)));
  const services = [...new Set(calls.map(({ service }) => service))];
  return {
    samples: samples.length,
    failed: samples.filter(({ error }) => error !== null).length,
    degraded: samples.filter(({ degraded }) => degraded.length > 0).length,
    errors: countBy(samples.flatMap(({ error }) => error ?? [])),
    degradedParts: countBy(samples.flatMap(({ degraded }) => degraded)),
    p50Ms: quantile(durations, 0.5),
    p99Ms: quantile(durations, 0.99),
    seconds: samples.map((sample) => ({
      secondsAgo: sample.secondsAgo,
      outcome: outcomeOf(sample),
      durationMs: sample.durationMs,
    })),
    hops: services.map((service) =>
      minuteOfHop(
        service,
        calls.filter((call) => call.service === service),
      ),
    ),
  };
}

function outcomeOf({ error, degraded }: Sample): 'ok' | 'degraded' | 'failed' {
  if (error !== null) return 'failed';
  return degraded.length > 0 ? 'degraded' : 'ok';
}
