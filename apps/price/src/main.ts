import { runService } from '#service-runtime';

import { createPriceApp } from './price.app.ts';
import { priceSettings } from './price.config.ts';

await runService(priceSettings, createPriceApp);
