import { hostname } from 'node:os';

import type { ServiceConfig } from './service.settings.ts';
import type { ServiceName } from './services.ts';

/** Who this process is, as its answers, logs, metrics and spans name it. */
export interface Instance {
  readonly service: ServiceName;
  readonly version: string;
  /** Unlike that of any other replica: in Kubernetes, the name of the pod. Linux admits any characters in it. */
  readonly instance: string;
}

/** Of a host without a name. */
const NAMELESS = 'localhost';

export const instanceOf = (service: ServiceName, config: ServiceConfig): Instance => ({
  service,
  version: config.SERVICE_VERSION,
  instance: config.SERVICE_INSTANCE || hostname() || NAMELESS,
});
