import { ProductServiceService } from '#contracts';

import { loadConfig } from '#configuration';
import { Service } from '#service-runtime';

import { gatewaySettings, type GatewayConfig } from './gateway.config.ts';
import { GatewayModule } from './gateway.module.ts';
import { problemPage } from './representations/problem.page.ts';

/** The gateway, not yet started. It does not need its backends to start. */
export const createGatewayApp = (config: GatewayConfig): Promise<Service> =>
  Service.create({
    name: 'gateway',
    config,
    module: GatewayModule.with(config),
    grpc: [ProductServiceService],
    callsBackends: true,
    problemPage,
  });

/** The gateway as its environment configures it, not yet started. */
export const createFromEnvironment = async (): Promise<Service> => createGatewayApp(loadConfig(gatewaySettings));
