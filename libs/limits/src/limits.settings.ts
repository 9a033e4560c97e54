import { numberSetting, type Config } from '#configuration';

/** The settings of every service for its limits. */
export const limitsSettings = {
  MAX_CONNECTIONS: numberSetting(
    1000,
    1,
    65_535,
    'How many connections each port keeps; the least recently used idle one makes room for a new one.',
  ),
  MAX_CONCURRENT_STREAMS: numberSetting(
    256,
    1,
    65_535,
    'How many RPCs can be in flight on one gRPC connection; its client queues the rest.',
  ),
  MAX_REQUESTS_IN_FLIGHT: numberSetting(
    384,
    1,
    65_535,
    'How many HTTP requests and RPCs together can be in flight; those beyond are refused.',
  ),
  MAX_OPEN_STREAMS: numberSetting(
    10_000,
    0,
    100_000,
    'How many server-streaming RPCs can be open, and how many streams of events over HTTP; those beyond are refused.',
  ),
};

export type LimitsConfig = Config<typeof limitsSettings>;
