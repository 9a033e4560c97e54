import { runService } from '#service-runtime';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

await runService(gatewaySettings, createGatewayApp);
