import { Inject, Injectable } from '@nestjs/common';

import { Readiness } from '#grpc';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import { Viewers } from './viewers.ts';

/** The viewers of all live views. */
@Injectable()
export class LiveViewers extends Viewers {
  constructor(readiness: Readiness, @Inject(GATEWAY_CONFIG) { MAX_LIVE_VIEWERS: max }: GatewayConfig) {
    super(readiness, max, `${max} live views are being updated here, which is the maximum.`);
  }
}
