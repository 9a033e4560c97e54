import type { Config } from '#configuration';
import { backendSettings } from '#service-runtime';

export const reviewsSettings = backendSettings('reviews');

export type ReviewsConfig = Config<typeof reviewsSettings>;
