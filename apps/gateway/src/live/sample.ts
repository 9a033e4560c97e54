import { AppError, type ErrorCode } from '#errors';

import type { GatewayConfig } from '../gateway.config.ts';
import type { ProductService } from '../product.service.ts';
import { hopJson, type HopJson } from '../representations/hops.json.ts';
import { RequestScope } from '../request-scope.ts';

/** One product as the gateway composed it for the live view. */
export interface Sample {
  readonly durationMs: number;
  /** The error in place of the product; null if there is a product. */
  readonly error: ErrorCode | null;
  /** The optional backends whose part the product lacks. */
  readonly degraded: readonly string[];
  /** The calls to backends, in the order in which they were sent. */
  readonly hops: readonly HopJson[];
}

/** Composes a product as for a request, by the same channels, timeouts and retries, and records what became of it. */
export async function takeSample(productId: number, products: ProductService, config: GatewayConfig): Promise<Sample> {
  const scope = RequestScope.ofSample(config);
  const startedAt = performance.now();
  const ended = (error: ErrorCode | null, degraded: readonly string[]): Sample => ({
    durationMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
    error,
    degraded,
    hops: scope.hops.map(hopJson),
  });
  try {
    const { degraded } = await products.getProduct(productId, scope);
    return ended(null, degraded);
  } catch (error) {
    return ended(error instanceof AppError ? error.code : 'internal', []);
  }
}
