import { hostname } from 'node:os';
import type { ServiceName } from '#configuration';
import type { TelemetryConfig } from './telemetry.settings.ts';

/** Who this process is, as its answers, logs, metrics and spans name it. */
export interface Instance {
  readonly service: ServiceName;
  readonly version: string;
  /** Unlike that of any other replica: in Kubernetes, the name of the pod. Linux admits any characters in it. */
  readonly instance: string;
}

/** Of a host without a name. */
const NAMELESS = 'localhost';

export const instanceOf = (service: ServiceName, config: TelemetryConfig): Instance => ({
  service,
  version: config.SERVICE_VERSION,
  instance: config.SERVICE_INSTANCE || hostname() || NAMELESS,
});
