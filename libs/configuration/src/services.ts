/**
 * The five services with their default ports. `variable` is the prefix of the environment variables about a service, as in
 * PRICE_SERVICE_HOST.
 */
export const SERVICES = {
  gateway: { httpPort: 9999, grpcPort: 6569, variable: 'GATEWAY' },
  'base-product': { httpPort: 9090, grpcPort: 6565, variable: 'BASEPRODUCT' },
  inventory: { httpPort: 9091, grpcPort: 6566, variable: 'INVENTORY' },
  price: { httpPort: 9094, grpcPort: 6567, variable: 'PRICE' },
  reviews: { httpPort: 9093, grpcPort: 6568, variable: 'REVIEWS' },
} as const satisfies Record<string, { httpPort: number; grpcPort: number; variable: string }>;

export type ServiceName = keyof typeof SERVICES;

/** The services that the gateway calls. */
export type BackendName = Exclude<ServiceName, 'gateway'>;
