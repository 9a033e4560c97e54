import { hostname } from 'node:os';
import type { ServiceName } from '#configuration';
import type { TelemetryConfig } from './telemetry.settings.ts';

/** The identity of this process in its responses, logs, metrics and spans. */
export interface Instance {
  readonly service: ServiceName;
  readonly version: string;
  /** Unique among the replicas: in Kubernetes, the name of the pod. A host name on Linux can have any characters. */
  readonly instance: string;
}

/** The name of a host without one. */
const DEFAULT_NAME = 'localhost';

export const instanceOf = (service: ServiceName, config: TelemetryConfig): Instance => ({
  service,
  version: config.SERVICE_VERSION,
  instance: config.SERVICE_INSTANCE || hostname() || DEFAULT_NAME,
});
