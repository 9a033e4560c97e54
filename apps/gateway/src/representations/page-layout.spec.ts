import { readFileSync } from 'node:fs';

import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ReviewsServiceService,
  type BaseProduct,
} from '#contracts';
import {
  CHROMIUM,
  chromiumIsMissing,
  backendEnvironment,
  startBackends,
  startService,
  startStubBackend,
  type RunningService,
} from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';

const LAYOUT_FAULTS = readFileSync(new URL('layout-faults.js', import.meta.url), 'utf8');
const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What is left of A4 within margins of 1 cm, at 96 pixels an inch. */
const A4_PIXELS = { width: 718, height: 1047 };
const WIDTHS = [320, 800, 1280, 2560];
const ROOT_FONT_SIZES = ['100%', '150%', '200%'];
/** WCAG 2.2, 1.4.12: a reader may set at least so much space. */
const TEXT_SPACING = { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' };

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
async function startUnusualBackends() {
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

describe.skipIf(chromiumIsMissing())('the layout', () => {
  const started = new AsyncDisposableStack();
  let usualEnvironment: NodeJS.ProcessEnv;
  let usual: RunningService;
  let unusual: RunningService;
  let browser: Browser;

  const startGateway = async (environment: NodeJS.ProcessEnv) =>
    started.use(await startService(gatewaySettings, createGatewayApp, { ...environment, FAULTS: 'on' }));

  beforeAll(async () => {
    const instance = { SERVICE_INSTANCE: `${'a-pod-with-a-long-name-'.repeat(4)}75f8c9ddbd-ktxzf`, FAULTS: 'on' };
    const backends = started.use(await startBackends(instance));
    usualEnvironment = { ...backends.environment, ...instance };
    usual = await startGateway(usualEnvironment);
    unusual = await startGateway(started.use(await startUnusualBackends()).environment);
    browser = await chromium.launch(CHROMIUM);
    started.defer(() => browser.close());
  });
  afterAll(() => started.disposeAsync());

  async function open(path: string, from = usual, headers: Record<string, string> = {}): Promise<Page> {
    const context = await browser.newContext({ extraHTTPHeaders: headers });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(from.httpUrl + path);
    return page;
  }

  /** Sets styles of an element as a reader's own style sheet does, which no policy of the page forbids. */
  const setStyle = (page: Page, selector: string, style: Record<string, string>) =>
    page.evaluate(`for (const element of document.querySelectorAll(${JSON.stringify(selector)}))
      Object.assign(element.style, ${JSON.stringify(style)})`);

  const layoutFaults = (page: Page) => page.evaluate<string[]>(LAYOUT_FAULTS);

  /** The computed style of the first element that matches. */
  const styleOf = (page: Page, selector: string, pseudo = '') =>
    page.evaluate<Record<string, string>>(
      `({ ...getComputedStyle(document.querySelector(${JSON.stringify(selector)}), ${JSON.stringify(pseudo)}) })`,
    );

  const violations = (page: Page, rules: readonly string[]) =>
    page.evaluate<string[]>(
      `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html)))`,
    );

  const PAGES: [what: string, path: string, options?: { unusual?: boolean; faults?: string }][] = [
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

  async function openPage(path: string, options: { unusual?: boolean; faults?: string } = {}): Promise<Page> {
    const headers = { accept: 'text/html', ...(options.faults && { 'x-fault': options.faults }) };
    return open(path, options.unusual ? unusual : usual, headers);
  }

  it.each(PAGES)(
    'of %s keeps every text apart, whole and on the screen, at each width and root font size',
    async (_what, path, options) => {
      const page = await openPage(path, options);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        for (const fontSize of ROOT_FONT_SIZES) {
          await setStyle(page, 'html', { fontSize });
          expect({ width, fontSize, faults: await layoutFaults(page) }).toEqual({ width, fontSize, faults: [] });
        }
      }
    },
  );

  it.each(PAGES)('of %s has room for the text spacing that a reader sets', async (_what, path, options) => {
    const page = await openPage(path, options);
    await setStyle(page, 'body *', TEXT_SPACING);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect({ width, faults: await layoutFaults(page) }).toEqual({ width, faults: [] });
    }
  });

  it.each(PAGES)(
    'of %s fits on paper, in black on white, whatever the screen prefers',
    async (_what, path, options) => {
      const page = await openPage(path, options);
      await page.setViewportSize(A4_PIXELS);
      await page.evaluate(AXE);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ media: 'print', colorScheme });
        expect(await layoutFaults(page)).toEqual([]);
        const { color, backgroundColor } = await styleOf(page, 'body');
        expect([color, backgroundColor]).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
        expect(await page.locator('header nav, .skip, .pages, footer').filter({ visible: true }).count()).toBe(0);
      }
    },
  );

  it.each(PAGES)('of %s is accessible in colours of more contrast, and of the reader', async (_what, path, options) => {
    const page = await openPage(path, options);
    await page.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, contrast: 'more' });
      expect(await violations(page, ['color-contrast', 'color-contrast-enhanced'])).toEqual([]);
      await page.emulateMedia({ colorScheme, contrast: null, forcedColors: 'active' });
      expect(await violations(page, ['wcag2a', 'wcag2aa'])).toEqual([]);
      await page.emulateMedia({ forcedColors: null });
    }
  });

  it.each(['/product/931030.html', '/product'])('of %s moves nothing by itself', async (path) => {
    const page = await openPage(path);
    const moving = `[...document.querySelectorAll('*')].map((element) => getComputedStyle(element)).filter(
      (style) => style.animationName !== 'none' || style.transitionDuration !== '0s' || style.scrollBehavior !== 'auto'
    ).length`;
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      await page.emulateMedia({ reducedMotion });
      expect(await page.evaluate(moving)).toBe(0);
    }
  });

  it.each([
    ['/product/9310301.html', '.tag'],
    ['/product/931030.html', '.pictured img'],
    ['/product', '.grid img'],
    ['/product', '.tile'],
  ])('of %s keeps the frame of %s in forced colours and on paper', async (path, selector) => {
    const page = await openPage(path, { unusual: selector === '.tile' });
    for (const media of [{ forcedColors: 'active' }, { media: 'print', forcedColors: null }] as const) {
      await page.emulateMedia(media);
      const { borderTopWidth, borderTopStyle, borderTopColor, clipPath } = await styleOf(page, selector);
      const { backgroundColor } = await styleOf(page, 'body');
      expect([borderTopStyle, clipPath]).toEqual(['solid', 'none']);
      expect(borderTopWidth).not.toBe('0px');
      expect([backgroundColor, 'rgba(0, 0, 0, 0)']).not.toContain(borderTopColor);
    }
  });

  it('of a product prints its price in ink, since paper has no background', async () => {
    const page = await openPage('/product/9310301.html');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect((await styleOf(page, '.tag')).color).toBe('rgb(0, 0, 0)');
  });

  it.each(['/product/9310301.html', '/product/931030.html'])('of %s prints on two sheets', async (path) => {
    const page = await openPage(path);
    const pdf = await page.pdf({ format: 'A4', margin: { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' } });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length).toBeLessThanOrEqual(2);
  });

  it('distinguishes outcomes of calls by the shape of their marks, not by colour alone', async () => {
    const headers = { accept: 'text/html', 'x-fault': 'price=UNAVAILABLE' };
    // Port 1, on which nothing listens.
    const lacking = await startGateway({ ...usualEnvironment, REVIEWS_SERVICE_PORT: '1' });
    const page = await open('/product/9310301.html', lacking, headers);
    const shapes = new Set<string>();
    for (const outcome of ['ok', 'injected', 'failed']) {
      const { borderTopStyle, borderTopLeftRadius, rotate } = await styleOf(page, `.calls .${outcome}`, '::before');
      shapes.add([borderTopStyle, borderTopLeftRadius, rotate].join(' '));
    }
    expect(shapes.size).toBe(3);
  });

  it.each(ROOT_FONT_SIZES)(
    'keeps the mark of each call beside its text at a root font size of %s',
    async (fontSize) => {
      const page = await openPage('/product/9310301.html', { faults: 'price=UNAVAILABLE' });
      await setStyle(page, 'html', { fontSize });
      const gaps = await page.evaluate<number[]>(`[...document.querySelectorAll('.calls li')].map((call) => {
      const mark = getComputedStyle(call, '::before');
      const border = Number.parseFloat(getComputedStyle(call).borderLeftWidth);
      const left = call.getBoundingClientRect().left + border + Number.parseFloat(mark.left);
      const width = ['width', 'paddingLeft', 'paddingRight', 'borderLeftWidth', 'borderRightWidth']
        .reduce((sum, property) => sum + Number.parseFloat(mark[property]), 0);
      return call.querySelector('b').getBoundingClientRect().left - left - width;
    })`);
      expect(gaps).toHaveLength(5);
      for (const gap of gaps) expect(gap).toBeGreaterThan(3);
    },
  );

  it('shows the duration of each call beside its name on the widest screen', async () => {
    const page = await openPage('/product/9310301.html');
    await page.setViewportSize({ width: 2560, height: 800 });
    const gaps = await page.evaluate<number[]>(`[...document.querySelectorAll('.calls li li b')].map((name) => {
      const duration = document.createRange();
      duration.selectNode(name.nextSibling);
      return duration.getBoundingClientRect().left - name.getBoundingClientRect().right;
    })`);
    expect(gaps).toHaveLength(4);
    for (const gap of gaps) expect(gap).toBeLessThan(32);
  });

  it.each([
    ['Arabic', 1],
    ['Hebrew', 2],
  ])('writes a product in %s from right to left, and nothing else', async (_language, id) => {
    const page = await openPage(`/product/${id}.html`, { unusual: true });
    const directionOf = (selector: string) => styleOf(page, selector).then(({ direction }) => direction);
    expect(await directionOf('h1')).toBe('rtl');
    expect(await directionOf('tbody th bdi')).toBe('rtl');
    const directions =
      "[...document.querySelectorAll('.reviews li')].map((review) => getComputedStyle(review).direction)";
    expect(await page.evaluate(directions)).toEqual(['rtl', 'rtl', 'ltr', 'ltr']);
    for (const selector of ['html', '.tag', 'tbody td', 'h2', '.calls'])
      expect(await directionOf(selector)).toBe('ltr');

    // The text ends where its box does, on the right.
    const catalogue = await openPage('/product', { unusual: true });
    const gap = `((name) => {
      const text = document.createRange();
      text.selectNodeContents(name);
      return name.getBoundingClientRect().right - text.getBoundingClientRect().right;
    })(document.querySelector('a[href="/product/${id}.html"] > span:last-child'))`;
    expect(await catalogue.evaluate(gap)).toBeLessThan(1);
  });
});
