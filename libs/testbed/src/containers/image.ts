import type { ServiceName } from '#configuration';

/** The name under which `npm run images` and compose.yaml leave the image of a service in the local daemon. */
export const imageOf = (service: ServiceName): string => `product-gateway/${service}:dev`;
