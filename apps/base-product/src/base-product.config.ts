import { backendSettings, computedOptionsSettings, type Config } from '#service-runtime';

export const baseProductSettings = { ...backendSettings('base-product'), ...computedOptionsSettings };

export type BaseProductConfig = Config<typeof baseProductSettings>;
