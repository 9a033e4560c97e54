import { backendSettings, type Config } from '#service-runtime';

export const reviewsSettings = backendSettings('reviews');

export type ReviewsConfig = Config<typeof reviewsSettings>;
