// Responses of backends within and beyond the contract, for backend-contract.spec.ts.
import type { BaseProduct, Inventory, Price, Review } from '#contracts';

export const ID = 7;
const usd = (units: number, nanos = 0) => ({ currencyCode: 'USD', units, nanos });
const option = (optionId: number) => ({ optionId, description: `Option ${optionId}` });
const BASE_PRODUCT: BaseProduct = {
  productId: ID,
  description: 'A product',
  imageUrl: 'data:image/svg+xml,%3Csvg/%3E',
  options: [option(1), option(2)],
};
const INVENTORY: Inventory = {
  productId: ID,
  total: 3,
  options: [
    { optionId: 1, quantity: 1 },
    { optionId: 2, quantity: 2 },
  ],
};
const PRICE: Price = {
  productId: ID,
  price: usd(9),
  listPrice: usd(10),
  discountPercent: 10,
  options: [
    { optionId: 1, price: usd(9), listPrice: usd(10) },
    { optionId: 2, price: usd(18), listPrice: undefined },
  ],
};
const REVIEW: Review = { text: 'Good.', stars: 4 };

export interface Responses {
  baseProduct?: BaseProduct | undefined;
  inventory?: Inventory | undefined;
  price?: Price | undefined;
  reviews: Review[];
  /** Bytes in place of the message, by backend. */
  raw?: Partial<Record<'baseProduct' | 'inventory' | 'price' | 'reviews', Buffer>>;
}
export const GOOD: Responses = { baseProduct: BASE_PRODUCT, inventory: INVENTORY, price: PRICE, reviews: [REVIEW] };

const priced = (price: Partial<Price>): Responses => ({ ...GOOD, price: { ...PRICE, ...price } });
const amount = (money: Partial<ReturnType<typeof usd>>) =>
  priced({ price: { ...usd(9), ...money }, listPrice: undefined, options: [], discountPercent: 0 });
const described = (baseProduct: Partial<BaseProduct>): Responses => ({
  ...GOOD,
  baseProduct: { ...BASE_PRODUCT, ...baseProduct },
});
const stocked = (inventory: Partial<Inventory>): Responses => ({ ...GOOD, inventory: { ...INVENTORY, ...inventory } });
const reviewed = (...reviews: Partial<Review>[]): Responses => ({
  ...GOOD,
  reviews: reviews.map(({ text = REVIEW.text, stars = REVIEW.stars }) => ({ text, stars })),
});
const HUGE = 5 * 1024 * 1024;

/** What is unusual and within the contract: all of it is shown. */
export const WHOLE: Record<string, Responses> = {
  'the usual': GOOD,
  'an unknown currency': amount({ currencyCode: 'XQZ' }),
  'a currency without cents': amount({ currencyCode: 'JPY' }),
  'an amount of nothing': amount({ units: 0 }),
  'a negative amount': amount({ units: -3, nanos: -500_000_000 }),
  'an amount of all nanos': amount({ units: 1, nanos: 999_999_999 }),
  'a huge amount': amount({ units: Number.MAX_SAFE_INTEGER }),
  'a discount of 99 percent': priced({ discountPercent: 99 }),
  'no options': described({ options: [] }),
  'prices without options': priced({ options: [] }),
  'options that nobody else has': stocked({ options: [{ optionId: 99, quantity: 1 }] }),
  'options in descending order': described({ options: [option(2), option(1)] }),
  'a huge stock': stocked({ total: Number.MAX_SAFE_INTEGER }),
  'no stock': stocked({ total: 0, options: [] }),
  'an empty description': described({ description: '' }),
  'markup in a description': described({ description: '<script>alert(1)</script> & "quotes"' }),
  'a long description': described({ description: 'x'.repeat(1000) }),
  'all sorts of letters': described({ description: 'café 日本語 😀 \u202eright to left \ufffd' }),
  'no picture': described({ imageUrl: '' }),
  'no reviews': reviewed(),
  'a hundred reviews': reviewed(...Array.from({ length: 100 }, () => ({}))),
  'reviews of several lines': reviewed({ text: 'One.\r\n\tTwo.\n' }),
  'a long review': reviewed({ text: 'x'.repeat(10_000) }),
  'a review without stars': reviewed({ stars: 0 }),
};

/** What breaks the contract of an optional backend: the product comes without it. */
export const DEGRADED: Record<'inventory' | 'price' | 'reviews', Record<string, Responses>> = {
  price: {
    'no price': { ...GOOD, price: undefined },
    'no amount': priced({ price: undefined }),
    'an option without an amount': priced({ options: [{ optionId: 1, price: undefined, listPrice: undefined }] }),
    'no currency': amount({ currencyCode: '' }),
    'a currency in lower case': amount({ currencyCode: 'usd' }),
    'a currency of five letters': amount({ currencyCode: 'USDUS' }),
    'a currency of symbols': amount({ currencyCode: 'U$D' }),
    'a currency of other letters': amount({ currencyCode: 'ÜÄÖ' }),
    'too many nanos': amount({ nanos: 1_000_000_000 }),
    'too few nanos': amount({ units: 0, nanos: -1_000_000_000 }),
    'the smallest int32 as nanos': amount({ units: -1, nanos: -2_147_483_648 }),
    'units and nanos of two signs': amount({ units: 1, nanos: -1 }),
    'nanos and units of two signs': amount({ units: -1, nanos: 1 }),
    'two currencies': priced({
      options: [{ optionId: 1, price: { ...usd(9), currencyCode: 'EUR' }, listPrice: undefined }],
    }),
    'a list price in another currency': priced({ listPrice: { ...usd(9), currencyCode: 'EUR' } }),
    'an odd list price': priced({ listPrice: usd(1, -1) }),
    'a discount of 250 percent': priced({ discountPercent: 250 }),
    'a discount of 100 percent': priced({ discountPercent: 100 }),
    'a negative discount': priced({ discountPercent: -1 }),
    'a list price without a discount': priced({ discountPercent: 0 }),
    'the price of another product': priced({ productId: 8 }),
    'an option twice': priced({
      options: [1, 1].map((optionId) => ({ optionId, price: usd(9), listPrice: undefined })),
    }),
    'an option that is none': priced({ options: [{ optionId: 0, price: usd(9), listPrice: undefined }] }),
    'more options than there can be': priced({
      options: Array.from({ length: 1001 }, (_, index) => ({
        optionId: index + 1,
        price: usd(9),
        listPrice: undefined,
      })),
    }),
    'units beyond 2^53': { ...GOOD, raw: { price: Buffer.from('0a1008071a0c10ffffffffffffffff7f', 'hex') } },
    'bytes that are no message': { ...GOOD, raw: { price: Buffer.from([0x0a, 0x7f, 1]) } },
    'a message of five megabytes': { ...GOOD, raw: { price: Buffer.alloc(HUGE) } },
  },
  inventory: {
    'no inventory': { ...GOOD, inventory: undefined },
    'a negative total': stocked({ total: -1 }),
    'a negative quantity': stocked({ options: [{ optionId: 1, quantity: -1 }] }),
    'an option twice': stocked({ options: [1, 2, 1].map((optionId) => ({ optionId, quantity: 1 })) }),
    'an option with a negative id': stocked({ options: [{ optionId: -1, quantity: 1 }] }),
    'the stock of another product': stocked({ productId: 8 }),
    'the stock of no product': stocked({ productId: 0 }),
    'a message of five megabytes': { ...GOOD, raw: { inventory: Buffer.alloc(HUGE) } },
  },
  reviews: {
    'nine stars': reviewed({ stars: 9 }),
    'negative stars': reviewed({}, { stars: -1 }),
    'a NUL': reviewed({ text: 'a\0b' }),
    'an escape sequence': reviewed({ text: '\u001b[31mred' }),
    'a text that is too long': reviewed({ text: 'x'.repeat(10_001) }),
    'more than a page': reviewed(...Array.from({ length: 101 }, () => ({}))),
    'octets that are no UTF-8': { ...GOOD, raw: { reviews: Buffer.from('0a050a03ff0041', 'hex') } },
    'a message of five megabytes': { ...GOOD, raw: { reviews: Buffer.alloc(HUGE) } },
  },
};

/** What breaks the contract of the required backend: there is no product. */
export const FAILED: Record<string, Responses> = {
  'no product': { ...GOOD, baseProduct: undefined },
  'another product': described({ productId: 8 }),
  'a product without an id': described({ productId: 0 }),
  'a description of two lines': described({ description: 'One.\nTwo.' }),
  'a description with a NUL': described({ description: 'a\0b' }),
  'a description that is too long': described({ description: 'x'.repeat(1001) }),
  'a script in place of a picture': described({ imageUrl: 'javascript:alert(1)' }),
  'a picture from elsewhere': described({ imageUrl: 'https://example.org/picture.svg' }),
  'a page in place of a picture': described({ imageUrl: 'data:text/html,<script>alert(1)</script>' }),
  'a picture that is too long': described({ imageUrl: `data:image/svg+xml,${'x'.repeat(100_000)}` }),
  'a picture with a NUL': described({ imageUrl: 'data:image/svg+xml,\0' }),
  'an option twice': described({ options: [option(1), option(1)] }),
  'an option that is none': described({ options: [option(0)] }),
  'an option of two lines': described({ options: [{ optionId: 1, description: 'a\nb' }] }),
  'bytes that are no message': { ...GOOD, raw: { baseProduct: Buffer.from([0x0a, 0x7f, 1]) } },
  'a message of five megabytes': { ...GOOD, raw: { baseProduct: Buffer.alloc(HUGE) } },
};

/** Pages of the catalogue. */
export interface Page {
  baseProducts: BaseProduct[];
  nextPageToken: string;
}
export const page = (...products: Partial<BaseProduct>[]): Page => ({
  baseProducts: products.map((product) => Object.assign({}, BASE_PRODUCT, product)),
  nextPageToken: '',
});
export const GOOD_PAGES: Record<string, Page> = {
  'no products': page(),
  'ascending products': page({ productId: 1 }, { productId: 2 }),
  'a long token': { ...page({}), nextPageToken: 'x'.repeat(1000) },
  'a token with odd characters': { ...page({}), nextPageToken: '<>&"ü\n' },
};
export const BAD_PAGES: Record<string, Page> = {
  'a script in place of a picture': page({ imageUrl: 'javascript:alert(1)' }),
  'a product without an id': page({ productId: 0 }),
  'a product twice': page({}, {}),
  'descending products': page({ productId: 2 }, { productId: 1 }),
  'more than a page': page(...Array.from({ length: 101 }, (_, index) => ({ productId: index + 1 }))),
  'a huge token': { ...page({}), nextPageToken: 'x'.repeat(1001) },
  'a NUL in a description': page({ description: '\0' }),
};
