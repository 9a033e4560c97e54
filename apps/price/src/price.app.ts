import { PriceServiceService } from '#contracts';
import { Service } from '#service-runtime';

import type { PriceConfig } from './price.config.ts';
import { PriceModule } from './price.module.ts';

/** The price service, not yet started. */
export const createPriceApp = (config: PriceConfig): Promise<Service> =>
  Service.create({
    name: 'price',
    config,
    module: PriceModule.with(config),
    grpc: [PriceServiceService],
  });
