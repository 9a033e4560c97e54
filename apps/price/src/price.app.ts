import { PriceServiceService } from '#contracts';

import { loadConfig } from '#configuration';
import { Service } from '#service-runtime';

import { priceSettings, type PriceConfig } from './price.config.ts';
import { PriceModule } from './price.module.ts';

/** The price service, not yet started. */
export const createPriceApp = (config: PriceConfig): Promise<Service> =>
  Service.create({
    name: 'price',
    config,
    module: PriceModule.with(config),
    grpc: [PriceServiceService],
  });

/** The price service as its environment configures it, not yet started. */
export const createFromEnvironment = async (): Promise<Service> => createPriceApp(loadConfig(priceSettings));
