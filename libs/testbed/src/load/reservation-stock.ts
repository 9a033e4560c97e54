import * as v from 'valibot';

import { connectionError, type LoadTarget } from './load-agent.ts';
import { until } from '../until.ts';

/** Enough for some minutes, since a computed product has 60 pieces or so. */
const MAX_PAGES = 3;
const PAGE_SIZE = 100;
const WHOLE_PRODUCT_TIMEOUT_MS = 30_000;

/** The pieces of one option. */
export interface OptionStock {
  readonly productId: number;
  readonly optionId: number;
  readonly quantity: number;
}

const Catalogue = v.object({
  products: v.array(v.object({ productId: v.number() })),
  nextPageToken: v.string(),
});
const Product = v.object({
  options: v.array(v.object({ productId: v.number(), inventory: v.optional(v.number()) })),
});

/** Reads the stock of products by the gateway at an origin. */
export class ReservationStock {
  readonly #target: LoadTarget;
  readonly #signal: AbortSignal;

  constructor(target: LoadTarget, signal: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
  }

  /** The first 300 products of the catalogue. */
  async listProducts(): Promise<number[]> {
    const productIds: number[] = [];
    let pageToken = '';
    for (let page = 0; page < MAX_PAGES; page++) {
      const path = `/product?pageSize=${PAGE_SIZE}&pageToken=${pageToken}`;
      const { products, nextPageToken } = v.parse(Catalogue, await this.#get(path));
      productIds.push(...products.map(({ productId }) => productId));
      if (nextPageToken === '') break;
      pageToken = nextPageToken;
    }
    return productIds;
  }

  /**
   * The stock of every option of some products. A product without its stock is read again.
   *
   * @throws Error if the gateway does not respond with whole products in time
   */
  async read(productIds: readonly number[]): Promise<OptionStock[]> {
    const stocks = await Promise.all(productIds.map((productId) => this.#stockOf(productId)));
    return stocks.flat();
  }

  async #stockOf(productId: number): Promise<OptionStock[]> {
    const whole = async () => {
      const body = await this.#get(`/product/${productId}.json`).catch(() => undefined);
      const { success, output } = v.safeParse(Product, body);
      return success && output.options.every(({ inventory }) => inventory !== undefined) ? output : undefined;
    };
    const what = `product ${productId} has its stock`;
    const { options } = await until(whole, { timeoutMs: WHOLE_PRODUCT_TIMEOUT_MS, what, signal: this.#signal });
    return options.map(({ productId: optionId, inventory = 0 }) => ({ productId, optionId, quantity: inventory }));
  }

  async #get(path: string): Promise<unknown> {
    const { agent, origin, headers } = this.#target;
    const signal = this.#signal;
    const { statusCode, body } = await agent
      .request({ origin, path, method: 'GET', headers, signal })
      .catch((error: unknown) => {
        throw new Error(`There is no response from ${origin} (${connectionError(error)}).`, { cause: error });
      });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path} is responded to with ${statusCode}.`);
    return JSON.parse(text);
  }
}

/** The pieces of all options. */
export const totalOf = (stocks: readonly OptionStock[]): number =>
  stocks.reduce((sum, { quantity }) => sum + quantity, 0);

/** Every piece in stock, one of each option in turn, so that no option is reserved much more often than the others. */
export function onePieceOfEachInTurn(stocks: readonly OptionStock[]): OptionStock[] {
  const most = Math.max(0, ...stocks.map(({ quantity }) => quantity));
  return Array.from({ length: most }, (_, round) => stocks.filter(({ quantity }) => quantity > round)).flat();
}
