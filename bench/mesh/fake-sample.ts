// For specs: samples with the fields that costs are computed of.
import type { DataPlaneName } from './data-plane.ts';
import type { LoadSummary } from './load-summary.ts';
import type { Sample, Used } from './sample.ts';

/** A load of 1,000 requests that went well unless the overrides say otherwise. */
export const fakeLoad = (requestsPerSecond: number, overrides: Partial<LoadSummary> = {}): LoadSummary => ({
  requestsPerSecond,
  requests: 1000,
  warmUpRequests: 0,
  failed: 0,
  degraded: 0,
  late: 0,
  latencyMs: { p50: 2, p90: 3, p99: 5, 'p99.9': 6, max: 7 },
  ...overrides,
});

/** A component with 40 MB. */
export const fakeUsed = (seconds: number, cpuSeconds: number): Used => ({ seconds, cpuSeconds, memoryBytes: 4e7 });

export const fakeSample = (loaded: DataPlaneName, rate: number, used: Sample['used']): Sample => ({
  loaded,
  load: fakeLoad(rate),
  used,
});
