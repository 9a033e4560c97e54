import { backendSettings, computedOptionsSettings, type Config } from '#service-runtime';

export const priceSettings = { ...backendSettings('price'), ...computedOptionsSettings };

export type PriceConfig = Config<typeof priceSettings>;
