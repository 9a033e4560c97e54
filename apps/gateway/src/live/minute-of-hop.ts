import type { HopJson } from '../representations/hops.json.ts';
import { countBy, quantile, type Counted } from './statistics.ts';

/** A call with its place on the time axis. */
export interface TimedCall extends HopJson {
  readonly secondsAgo: number;
}

/** The calls of a minute to one backend. */
export interface MinuteOfHop extends CallFigures {
  readonly service: string;
  /** The highest attempt that responded; null without a response that states one. */
  readonly maxAttempt: number | null;
  /** How often each gRPC status was the result. */
  readonly statuses: readonly Counted[];
  /** How often each version responded. */
  readonly versions: readonly Counted[];
  /** The identity by which the backend knew the gateway, where a mesh vouches for one. */
  readonly peers: readonly Counted[];
  /** By version, then by name; a null instance stands for calls without a response. */
  readonly instances: readonly MinuteOfInstance[];
  /** Each call, the oldest first. */
  readonly seconds: readonly {
    readonly secondsAgo: number;
    /** The index among `instances`. */
    readonly instance: number;
    readonly outcome: CallOutcome;
  }[];
}

export interface MinuteOfInstance extends CallFigures {
  readonly version: string | null;
  readonly instance: string | null;
  /** The part of the calls to the backend, from 0 to 1. */
  readonly share: number;
  /** Since when it has had no call. */
  readonly lastCallSecondsAgo: number;
}

export interface CallFigures {
  readonly calls: number;
  readonly errors: number;
  /** Calls that needed more than one attempt. */
  readonly retried: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export type CallOutcome = 'ok' | 'failed' | 'cancelled';

/** Aggregates the calls of a minute to one backend, the oldest first. */
export function minuteOfHop(service: string, calls: readonly TimedCall[]): MinuteOfHop {
  const keys = [...new Set(calls.map(keyOf))].toSorted(byVersionThenName);
  return {
    service,
    ...figuresOf(calls),
    maxAttempt: calls.reduce<number | null>(
      (max, { attempt }) => (attempt === null ? max : Math.max(max ?? 1, attempt)),
      null,
    ),
    statuses: countBy(calls.map(({ status }) => status)),
    versions: countBy(calls.flatMap(({ version }) => version ?? [])).toSorted((a, b) => compare(a.name, b.name)),
    peers: countBy(calls.flatMap(({ peer }) => peer ?? [])),
    instances: keys.map((key) =>
      minuteOfInstance(
        calls.filter((call) => keyOf(call) === key),
        calls.length,
      ),
    ),
    seconds: calls.map((call) => ({
      secondsAgo: call.secondsAgo,
      instance: keys.indexOf(keyOf(call)),
      outcome: outcomeOf(call),
    })),
  };
}

function minuteOfInstance(calls: readonly TimedCall[], ofAll: number): MinuteOfInstance {
  return {
    version: calls[0]?.version ?? null,
    instance: calls[0]?.instance ?? null,
    share: calls.length / ofAll,
    lastCallSecondsAgo: calls.at(-1)?.secondsAgo ?? 0,
    ...figuresOf(calls),
  };
}

function figuresOf(calls: readonly TimedCall[]): CallFigures {
  // How long a cancelled call took says nothing about its backend.
  const durations = calls.filter((call) => outcomeOf(call) !== 'cancelled').map(({ durationMs }) => durationMs);
  return {
    calls: calls.length,
    errors: calls.filter((call) => outcomeOf(call) === 'failed').length,
    retried: calls.filter(({ attempt }) => attempt !== null && attempt > 1).length,
    p50Ms: quantile(durations, 0.5),
    p99Ms: quantile(durations, 0.99),
  };
}

/** A call without a response that is CANCELLED was cancelled by the gateway, because a required backend failed. */
function outcomeOf({ status, instance }: HopJson): CallOutcome {
  if (status === 'OK') return 'ok';
  return status === 'CANCELLED' && instance === null ? 'cancelled' : 'failed';
}

/** No version and no instance has a line break. */
const keyOf = ({ version, instance }: HopJson): string => (instance === null ? '' : `${version}\n${instance}`);

/** Calls without a response come last. */
const byVersionThenName = (a: string, b: string): number => (a === '' ? 1 : b === '' ? -1 : compare(a, b));

const compare = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
