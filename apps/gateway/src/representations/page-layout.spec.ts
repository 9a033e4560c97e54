import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHROMIUM,
  chromiumIsMissing,
  startBackends,
  startService,
  startUnusualBackends,
  type RunningService,
} from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';
import { INSTANCE, PAGES, ROOT_FONT_SIZES, type PageOptions } from './page-layout.cases.ts';
import {
  countMoving,
  gapRightOfName,
  layoutFaults,
  loadAxe,
  openInBrowser,
  reviewDirections,
  setStyle,
  styleOf,
  violations,
} from './page-layout.measures.ts';

/** What is left of A4 within margins of 1 cm, at 96 pixels an inch. */
const A4_PIXELS = { width: 718, height: 1047 };
const WIDTHS = [320, 800, 1280, 2560];
/** WCAG 2.2, 1.4.12: a reader may set at least so much space. */
const TEXT_SPACING = { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' };

describe.skipIf(chromiumIsMissing())('the layout', () => {
  const started = new AsyncDisposableStack();
  let usual: RunningService;
  let unusual: RunningService;
  let browser: Browser;

  const startGateway = async (environment: NodeJS.ProcessEnv) =>
    started.use(await startService(gatewaySettings, createGatewayApp, { ...environment, FAULTS: 'on' }));

  beforeAll(async () => {
    const backends = started.use(await startBackends(INSTANCE));
    usual = await startGateway({ ...backends.environment, ...INSTANCE });
    unusual = await startGateway(started.use(await startUnusualBackends()).environment);
    browser = await chromium.launch(CHROMIUM);
    started.defer(() => browser.close());
  });
  afterAll(() => started.disposeAsync());

  async function openPage(path: string, options: PageOptions = {}): Promise<Page> {
    const headers = { accept: 'text/html', ...(options.faults && { 'x-fault': options.faults }) };
    return openInBrowser(browser, (options.unusual ? unusual : usual).httpUrl + path, headers);
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
      await loadAxe(page);
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
    await loadAxe(page);
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
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      await page.emulateMedia({ reducedMotion });
      expect(await countMoving(page)).toBe(0);
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

  it.each([
    ['Arabic', 1],
    ['Hebrew', 2],
  ])('writes a product in %s from right to left, and nothing else', async (_language, id) => {
    const page = await openPage(`/product/${id}.html`, { unusual: true });
    const directionOf = (selector: string) => styleOf(page, selector).then(({ direction }) => direction);
    expect(await directionOf('h1')).toBe('rtl');
    expect(await directionOf('tbody th bdi')).toBe('rtl');
    expect(await reviewDirections(page)).toEqual(['rtl', 'rtl', 'ltr', 'ltr']);
    for (const selector of ['html', '.tag', 'tbody td', 'h2', '.calls'])
      expect(await directionOf(selector)).toBe('ltr');

    // The text ends where its box does, on the right.
    const catalogue = await openPage('/product', { unusual: true });
    expect(await gapRightOfName(catalogue, id)).toBeLessThan(1);
  });
});
