import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ReviewsServiceService,
  type BaseProduct,
} from '#contracts';

import { backendEnvironment } from './environment.ts';
import { startStubBackend } from './stub-backend.ts';

const UNBROKEN = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);
const ARABIC = 'قميص رجالي أزرق مع 3 أزرار';
const HEBREW = 'חולצה כחולה, מידה XL';

/** Products whose texts come from other languages, or have no place to break, by their ids. */
const UNUSUAL = new Map<number, string>([
  [1, ARABIC],
  [2, HEBREW],
  [3, UNBROKEN],
]);

type Call<Request> = ServerUnaryCall<Request, unknown>;

const dollars = (units: number) => ({ currencyCode: 'USD', units, nanos: 990_000_000 });
const HUGE_PRICE = dollars(Number.MAX_SAFE_INTEGER - 1);

function unusualProduct(productId: number): BaseProduct {
  const description = UNUSUAL.get(productId) ?? '';
  const options = [description, 'Large'].map((text, index) => ({ optionId: index + 1, description: text }));
  return { productId, description, imageUrl: '', options };
}

/** Backends with unusual products, and the environment of a gateway in front of them. */
export async function startUnusualBackends() {
  const stack = new AsyncDisposableStack();
  const baseProduct = await startStubBackend(BaseProductServiceService, {
    getBaseProduct: ({ request }: Call<{ productId: number }>, callback: sendUnaryData<object>) =>
      callback(null, { baseProduct: unusualProduct(request.productId) }),
    listBaseProducts: (_call: Call<object>, callback: sendUnaryData<object>) =>
      callback(null, { baseProducts: [...UNUSUAL.keys()].map(unusualProduct), nextPageToken: '' }),
  });
  const inventory = await startStubBackend(InventoryServiceService, {
    getInventory: ({ request }: Call<{ productId: number }>, callback: sendUnaryData<object>) => {
      const options = [
        { optionId: 1, quantity: 0 },
        { optionId: 2, quantity: 1_000_000_000 },
      ];
      callback(null, { inventory: { ...request, total: 1_000_000_000, options } });
    },
  });
  const price = await startStubBackend(PriceServiceService, {
    getPrice: ({ request }: Call<{ productId: number }>, callback: sendUnaryData<object>) => {
      const sold = { price: HUGE_PRICE, listPrice: HUGE_PRICE };
      const options = [
        { optionId: 1, ...sold },
        { optionId: 2, ...sold },
      ];
      callback(null, { price: { ...request, ...sold, discountPercent: 10, options } });
    },
  });
  const reviews = await startStubBackend(ReviewsServiceService, {
    listReviews: (_call: Call<object>, callback: sendUnaryData<object>) =>
      callback(null, {
        reviews: [ARABIC, HEBREW, UNBROKEN, 'Fine'].map((text) => ({ text, stars: 4 })),
        nextPageToken: '',
      }),
  });
  for (const backend of [baseProduct, inventory, price, reviews]) stack.use(backend);
  const ports = {
    'base-product': baseProduct.port,
    inventory: inventory.port,
    price: price.port,
    reviews: reviews.port,
  };
  return { environment: backendEnvironment(ports), [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
