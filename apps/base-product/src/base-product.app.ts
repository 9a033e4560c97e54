import { BaseProductServiceService } from '#contracts';
import { Service } from '#service-runtime';

import type { BaseProductConfig } from './base-product.config.ts';
import { BaseProductModule } from './base-product.module.ts';

/** The base-product service, not yet started. */
export const createBaseProductApp = (config: BaseProductConfig): Promise<Service> =>
  Service.create({
    name: 'base-product',
    config,
    module: BaseProductModule.with(config),
    grpc: [BaseProductServiceService],
  });
