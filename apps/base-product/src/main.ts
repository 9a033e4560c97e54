import { runService } from '#service-runtime';

import { createBaseProductApp } from './base-product.app.ts';
import { baseProductSettings } from './base-product.config.ts';

await runService(baseProductSettings, createBaseProductApp);
