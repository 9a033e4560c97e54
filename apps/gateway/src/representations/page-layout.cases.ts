// The pages whose layout the specs measure.

export const ROOT_FONT_SIZES = ['100%', '150%', '200%'];

/** The environment of services that inject faults and have a long instance name, which the pages show. */
export const INSTANCE = { SERVICE_INSTANCE: `${'a-pod-with-a-long-name-'.repeat(4)}75f8c9ddbd-ktxzf`, FAULTS: 'on' };

export interface PageOptions {
  /** Whether the product has unusual texts and prices. */
  readonly unusual?: boolean;
  /** The faults to inject, as the header x-fault has them. */
  readonly faults?: string;
}

export const PAGES: [what: string, path: string, options?: PageOptions][] = [
  ['a product', '/product/9310301.html'],
  ['a product with a picture', '/product/931030.html'],
  [
    'a product with failed, injected and slow calls',
    '/product/9310301.html',
    { faults: 'inventory=delay:20ms, price=DEADLINE_EXCEEDED;percent=100, reviews=UNAVAILABLE;first=100' },
  ],
  ['a product in Arabic', '/product/1.html', { unusual: true }],
  ['a product in Hebrew', '/product/2.html', { unusual: true }],
  ['a product without a place to break its name', '/product/3.html', { unusual: true }],
  ['the catalogue', '/product'],
  ['a catalogue of unusual products', '/product', { unusual: true }],
  ['a problem', `/product/${'9'.repeat(60)}.html`],
];
