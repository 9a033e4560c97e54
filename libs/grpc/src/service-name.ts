import type { ServiceDefinition } from '@grpc/grpc-js';

/** The full name of a gRPC service, such as product_gateway.price.v1.PriceService. */
export function serviceName(definition: ServiceDefinition): string {
  return Object.values(definition)[0]?.path.split('/')[1] ?? '';
}
