import type { BaseProduct, Inventory, Money, Price, Review } from '#contracts';

/** The parts of a product that the four backends have. */
export interface Parts {
  readonly baseProduct: BaseProduct | undefined;
  readonly inventory: Inventory | undefined;
  readonly price: Price | undefined;
  readonly reviews: readonly Review[];
}

/** A product in the shape of the seed's JSON, in the order of its keys. */
export function composedProduct({ baseProduct, inventory, price, reviews }: Parts): object {
  return {
    productId: baseProduct?.productId,
    description: baseProduct?.description,
    imageUrl: baseProduct?.imageUrl,
    options: baseProduct?.options.map(({ optionId, description }, index) => ({
      productId: optionId,
      optionDescription: description,
      inventory: inventory?.options[index]?.quantity,
      price: amount(price?.options[index]?.price),
    })),
    reviews: reviews.map(({ text }) => text),
    price: amount(price?.price),
    inventory: inventory?.total,
  };
}

function amount(money: Money | undefined): number | undefined {
  return money && money.units + money.nanos / 1e9;
}
