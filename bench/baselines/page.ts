import seed from '../../apps/gateway/src/product-9310301.seed.json' with { type: 'json' };

/** The length of the product's page, and by which share that of a baseline may differ. */
const BYTES = 8500;
const TOLERANCE = 0.15;

/**
 * Checks that a page has all that the page of a product has to have, but for the calls to backends, and is about as long.
 *
 * @throws Error if it does not
 */
export async function expectPage(productUrl: string): Promise<void> {
  const url = `${productUrl}.html`;
  const response = await fetch(url);
  const page = await response.text();
  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  const texts = [
    '<style>',
    `<p>${seed.inventory} in stock</p>`,
    dollars(seed.price),
    ...seed.options.flatMap(({ optionDescription, price }) => [`<bdi>${optionDescription}</bdi>`, dollars(price)]),
    ...seed.reviews.map((text) => `<blockquote>${text}</blockquote>`),
  ];
  const missing = texts.filter((text) => !page.includes(text));
  if (!response.headers.get('content-type')?.startsWith('text/html')) throw new Error(`${url} is no page.`);
  if (missing.length > 0) throw new Error(`${url} has no ${missing.join(', ')}.`);
  if (Math.abs(page.length - BYTES) > TOLERANCE * BYTES)
    throw new Error(`${url} has ${page.length} characters, but must have about ${BYTES} to be comparable.`);
}
