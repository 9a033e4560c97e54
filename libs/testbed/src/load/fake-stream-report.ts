// For specs: the report of streams with the fields that scenarios read.
import type { StreamReport } from './stream-report.ts';

/** A report in which each viewer got each change once and in order, unless the overrides say otherwise. */
export const fakeStreamReport = (overrides: Partial<StreamReport> = {}): StreamReport => ({
  streams: 30,
  seconds: 60,
  events: 200,
  changes: 100,
  lost: 0,
  repeated: 0,
  reordered: 0,
  restarts: 0,
  reconnects: 30,
  reopened: 30,
  longestGapMs: 3000,
  refused: {},
  connectionErrors: {},
  instances: [],
  ...overrides,
});
