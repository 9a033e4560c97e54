import { backendSettings, type Config } from '#service-runtime';

export const priceSettings = backendSettings('price');

export type PriceConfig = Config<typeof priceSettings>;
