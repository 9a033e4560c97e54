import type { Instance } from '#telemetry';

import type { Minute } from '../live/minute.ts';

/** What the live view of a product shows. */
export interface LiveView {
  readonly productId: number;
  /** The instance of the gateway that takes the samples. */
  readonly gateway: Instance;
  readonly minute: Minute;
}

/** The last minute as JSON. */
export const liveJson = ({ productId, gateway, minute }: LiveView): string =>
  JSON.stringify({ productId, gateway, ...minute });
