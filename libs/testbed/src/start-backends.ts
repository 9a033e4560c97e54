import { SERVICES, type BackendName } from '#configuration';

import { createBaseProductApp } from '../../../apps/base-product/src/base-product.app.ts';
import { baseProductSettings } from '../../../apps/base-product/src/base-product.config.ts';
import { createInventoryApp } from '../../../apps/inventory/src/inventory.app.ts';
import { inventorySettings } from '../../../apps/inventory/src/inventory.config.ts';
import { createPriceApp } from '../../../apps/price/src/price.app.ts';
import { priceSettings } from '../../../apps/price/src/price.config.ts';
import { createReviewsApp } from '../../../apps/reviews/src/reviews.app.ts';
import { reviewsSettings } from '../../../apps/reviews/src/reviews.config.ts';

import { startService, type RunningService } from './start-service.ts';

/** How each of the real backends is started. */
export const START_BACKEND: Record<BackendName, (environment?: NodeJS.ProcessEnv) => Promise<RunningService>> = {
  'base-product': (environment) => startService(baseProductSettings, createBaseProductApp, environment),
  inventory: (environment) => startService(inventorySettings, createInventoryApp, environment),
  price: (environment) => startService(priceSettings, createPriceApp, environment),
  reviews: (environment) => startService(reviewsSettings, createReviewsApp, environment),
};

/** The environment in which a gateway finds backends on these ports of the loopback address. */
export function backendEnvironment(ports: Partial<Record<BackendName, number>>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    (Object.entries(ports) as [BackendName, number][]).flatMap(([name, port]) => [
      [`${SERVICES[name].variable}_SERVICE_HOST`, '127.0.0.1'],
      [`${SERVICES[name].variable}_SERVICE_PORT`, String(port)],
    ]),
  );
}

/** So long that no backend of a busy machine exceeds them; specs of deadlines set their own. */
const PATIENT_TIMEOUTS = {
  REQUEST_TIMEOUT: '15s',
  ...Object.fromEntries(
    (Object.keys(START_BACKEND) as BackendName[]).map((name) => [`${SERVICES[name].variable}_TIMEOUT`, '10s']),
  ),
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
