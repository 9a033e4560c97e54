import { Inject, Injectable } from '@nestjs/common';

import { AppError } from '#errors';
import { Readiness } from '#grpc';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import { ProductService } from '../product.service.ts';
import { Sampler } from './sampler.ts';
import { takeSample } from './sample.ts';

/** The maximum number of products that are sampled at a time, each with four RPCs a second. */
const MAX_SAMPLED_PRODUCTS = 8;

/** The samplers of the products at which somebody looks: one for each, none without viewers. */
@Injectable()
export class Samplers {
  readonly #samplers = new Map<number, Sampler>();

  constructor(
    private readonly products: ProductService,
    private readonly readiness: Readiness,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {
    readiness.on('change', () => {
      if (this.#isDraining) for (const sampler of this.#samplers.values()) sampler.stop();
    });
  }

  /**
   * The sampler of a product, which is started if there is none. Resolves once there is a sample.
   *
   * @param productId a valid id
   * @param watch is called before the sampler is waited for, so that it is not stopped meanwhile
   * @throws AppError product-not-found, too-many-viewers
   */
  async of(productId: number, watch: (sampler: Sampler) => void = () => undefined): Promise<Sampler> {
    const sampler = this.#samplers.get(productId) ?? this.#start(productId);
    sampler.markUsed();
    watch(sampler);
    const { error } = await sampler.first;
    if (error === 'product-not-found') {
      sampler.stop();
      throw new AppError(error, `There is no product ${productId}.`, 'product_id');
    }
    return sampler;
  }

  get #isDraining(): boolean {
    return this.readiness.state === 'draining';
  }

  #start(productId: number): Sampler {
    if (this.#samplers.size >= MAX_SAMPLED_PRODUCTS) this.#makeRoom();
    const sampler: Sampler = new Sampler(
      () => takeSample(productId, this.products, this.config),
      () => {
        if (this.#samplers.get(productId) === sampler) this.#samplers.delete(productId);
      },
    );
    this.#samplers.set(productId, sampler);
    // While the service drains, a product is sampled once.
    if (this.#isDraining) sampler.stop();
    return sampler;
  }

  /** Stops the sampler that was not looked at for the longest time. One with viewers goes on. */
  #makeRoom(): void {
    const [leastRecent] = [...this.#samplers.values()]
      .filter(({ isWatched }) => !isWatched)
      .toSorted((a, b) => a.usedAt - b.usedAt);
    if (!leastRecent)
      throw new AppError('too-many-viewers', `The live views of ${MAX_SAMPLED_PRODUCTS} products are being watched.`);
    leastRecent.stop();
  }
}
