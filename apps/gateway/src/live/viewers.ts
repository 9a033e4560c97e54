import { Inject, Injectable } from '@nestjs/common';

import { AppError } from '#errors';
import { Readiness } from '#grpc';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';

/** One viewer, from its request until its response has ended. */
export interface Viewer {
  /** Ends its stream, since the service drains. */
  end(): void;
}

/** The viewers of all live views, of whom there are at most MAX_LIVE_VIEWERS. */
@Injectable()
export class Viewers {
  readonly #viewers = new Set<Viewer>();

  constructor(
    private readonly readiness: Readiness,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {
    readiness.on('change', () => {
      if (this.isDraining) for (const viewer of this.#viewers) viewer.end();
    });
  }

  /** Whether streams end as soon as they have begun, so that the service can stop. */
  get isDraining(): boolean {
    return this.readiness.state === 'draining';
  }

  /**
   * Admits a viewer, until the returned function is called.
   *
   * @throws AppError too-many-viewers
   */
  admit(viewer: Viewer): () => void {
    const { MAX_LIVE_VIEWERS: max } = this.config;
    if (this.#viewers.size >= max) {
      throw new AppError('too-many-viewers', `${max} live views are being updated here, which is the maximum.`);
    }
    this.#viewers.add(viewer);
    return () => void this.#viewers.delete(viewer);
  }
}
