import type { BackendName } from '#configuration';

/** What the gateway assumes about each backend. The order is that of hops and of `degraded`. */
export const BACKENDS = {
  'base-product': { required: true, defaultTimeout: '2s' },
  inventory: { required: false, defaultTimeout: '1s' },
  price: { required: false, defaultTimeout: '1s' },
  reviews: { required: false, defaultTimeout: '1s' },
} as const satisfies Record<BackendName, Backend>;

interface Backend {
  /** Whether its error is the response; a product without the part of any other backend is degraded. */
  readonly required: boolean;
  /** The longest time that one RPC may take, unless <NAME>_TIMEOUT is set. */
  readonly defaultTimeout: string;
}

/** The backends without which a product is degraded. */
export const OPTIONAL_BACKENDS: readonly BackendName[] = (Object.keys(BACKENDS) as BackendName[]).filter(
  (name) => !BACKENDS[name].required,
);
