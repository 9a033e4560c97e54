import type { Config } from '#configuration';
import { backendSettings, computedOptionsSettings } from '#service-runtime';

export const priceSettings = { ...backendSettings('price'), ...computedOptionsSettings };

export type PriceConfig = Config<typeof priceSettings>;
