import type { Config } from '#configuration';
import { backendSettings, computedOptionsSettings } from '#service-runtime';

export const baseProductSettings = { ...backendSettings('base-product'), ...computedOptionsSettings };

export type BaseProductConfig = Config<typeof baseProductSettings>;
