import { BaseProductServiceService } from '#contracts';

import { loadConfig } from '#configuration';
import { Service } from '#service-runtime';

import { baseProductSettings, type BaseProductConfig } from './base-product.config.ts';
import { BaseProductModule } from './base-product.module.ts';

/** The base-product service, not yet started. */
export const createBaseProductApp = (config: BaseProductConfig): Promise<Service> =>
  Service.create({
    name: 'base-product',
    config,
    module: BaseProductModule.with(config),
    grpc: [BaseProductServiceService],
  });

/** The base-product service as its environment configures it, not yet started. */
export const createFromEnvironment = async (): Promise<Service> =>
  createBaseProductApp(loadConfig(baseProductSettings));
