import type { BackendName } from '#configuration';

import { createBaseProductApp } from '../../../apps/base-product/src/base-product.app.ts';
import { baseProductSettings } from '../../../apps/base-product/src/base-product.config.ts';
import { createInventoryApp } from '../../../apps/inventory/src/inventory.app.ts';
import { inventorySettings } from '../../../apps/inventory/src/inventory.config.ts';
import { createPriceApp } from '../../../apps/price/src/price.app.ts';
import { priceSettings } from '../../../apps/price/src/price.config.ts';
import { createReviewsApp } from '../../../apps/reviews/src/reviews.app.ts';
import { reviewsSettings } from '../../../apps/reviews/src/reviews.config.ts';

import { backendEnvironment, PATIENT_TIMEOUTS } from './environment.ts';
import { startService, type RunningService } from './start-service.ts';

/** How each of the real backends is started. */
export const START_BACKEND: Record<BackendName, (environment?: NodeJS.ProcessEnv) => Promise<RunningService>> = {
  'base-product': (environment) => startService(baseProductSettings, createBaseProductApp, environment),
  inventory: (environment) => startService(inventorySettings, createInventoryApp, environment),
  price: (environment) => startService(priceSettings, createPriceApp, environment),
  reviews: (environment) => startService(reviewsSettings, createReviewsApp, environment),
};

export interface RunningBackends extends AsyncDisposable {
  readonly services: Record<BackendName, RunningService>;
  /** For the gateway in front of them. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Starts all four real backends. */
export async function startBackends(environment: NodeJS.ProcessEnv = {}): Promise<RunningBackends> {
  const names = Object.keys(START_BACKEND) as BackendName[];
  const started = await Promise.all(names.map(async (name) => [name, await START_BACKEND[name](environment)] as const));
  const services = Object.fromEntries(started) as Record<BackendName, RunningService>;
  const ports = Object.fromEntries(started.map(([name, { grpcPort }]) => [name, grpcPort]));
  return {
    services,
    environment: { ...backendEnvironment(ports), ...PATIENT_TIMEOUTS },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map(([, service]) => service[Symbol.asyncDispose]()));
    },
  };
}
