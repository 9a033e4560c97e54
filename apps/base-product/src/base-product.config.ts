import { backendSettings, type Config } from '#service-runtime';

export const baseProductSettings = backendSettings('base-product');

export type BaseProductConfig = Config<typeof baseProductSettings>;
