import { PriceServiceService, type GetPriceRequest, type GetPriceResponse, type Money, type Price } from '#contracts';

import { idBreach, moneyBreach, optionsBreach, rangeBreach, type CheckedMethod } from './contract-rules.ts';

const MAX_DISCOUNT_PERCENT = 99;

export const getPrice: CheckedMethod<GetPriceRequest, GetPriceResponse> = {
  definition: PriceServiceService.getPrice,
  breach: priceBreach,
};

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

/** The price and the list price of a product or an option, in the currency of the product. */
function pricesBreach({ price, listPrice }: Pick<Price, 'price' | 'listPrice'>, product: Price): string | undefined {
  if (!price) return 'price is absent';
  if (listPrice && product.discountPercent === 0) return 'list_price is there without a discount';
  const currency = product.price?.currencyCode;
  return amountBreach(price, currency, 'price') ?? (listPrice && amountBreach(listPrice, currency, 'list_price'));
}

const amountBreach = (amount: Money, currency: string | undefined, path: string): string | undefined =>
  moneyBreach(amount, path) ??
  (amount.currencyCode === currency ? undefined : `${path} is in ${amount.currencyCode}, not in ${currency}`);
