import { Inject, Injectable } from '@nestjs/common';
import { PriceServiceService, type GetPriceRequest, type GetPriceResponse, type Money, type Price } from '#contracts';

import { Telemetry } from '#telemetry';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';
import { idBreach, moneyBreach, optionsBreach, rangeBreach } from './contract.ts';

/** Optional: without it the product has no price. */
@Injectable()
export class PriceClient extends Backend {
  readonly required = false;
  readonly #getPrice = this.caller(PriceServiceService.getPrice, priceBreach);

  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig, telemetry: Telemetry) {
    super(
      'price',
      {
        host: config.PRICE_SERVICE_HOST,
        port: config.PRICE_SERVICE_PORT,
        timeoutMs: config.PRICE_TIMEOUT,
      },
      telemetry,
    );
  }

  async getPrice(productId: number, scope: RequestScope): Promise<Price> {
    const { price } = await this.#getPrice({ productId }, scope);
    return price as Price;
  }
}

const MAX_DISCOUNT_PERCENT = 99;

/** proto/product_gateway/price/v1/price.proto */
function priceBreach({ price }: GetPriceResponse, { productId }: GetPriceRequest): string | undefined {
  if (!price) return 'price is absent';
  const { discountPercent, options } = price;
  return (
    idBreach(price.productId, productId, 'product_id') ??
    rangeBreach(discountPercent, 0, MAX_DISCOUNT_PERCENT, 'discount_percent') ??
    pricesBreach(price, price) ??
    optionsBreach(options, (option) => pricesBreach(option, price))
  );
}

/** What a product or an option costs now, and before the discount: in the product's currency. */
function pricesBreach({ price, listPrice }: Pick<Price, 'price' | 'listPrice'>, product: Price): string | undefined {
  if (!price) return 'price is absent';
  if (listPrice && product.discountPercent === 0) return 'list_price is there without a discount';
  const currency = product.price?.currencyCode;
  return amountBreach(price, currency, 'price') ?? (listPrice && amountBreach(listPrice, currency, 'list_price'));
}

const amountBreach = (amount: Money, currency: string | undefined, path: string): string | undefined =>
  moneyBreach(amount, path) ??
  (amount.currencyCode === currency ? undefined : `${path} is in ${amount.currencyCode}, not in ${currency}`);
