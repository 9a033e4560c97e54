import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, chromiumIsMissing } from '#testbed';

import { minuteOf, type TimedSample } from '../live/minute.ts';
import { CANARY, DEGRADED, EJECTED, FAILED, UNUSUAL } from '../live/minute.samples.ts';
import { LIVE_PAGE_HEADERS, livePage } from './live.page.ts';
import { ROOT_FONT_SIZES } from './page-layout.cases.ts';
import { countMoving, layoutFaults, loadAxe, openInBrowser, setStyle, violations } from './page-layout.measures.ts';

const MINUTES: Readonly<Record<string, readonly TimedSample[]>> = {
  'a canary': CANARY,
  'an ejected instance': EJECTED,
  'a degraded product': DEGRADED,
  'a product that can not be composed': FAILED,
  'unusual instances': UNUSUAL,
  'no sample': [],
};
const CASES = Object.keys(MINUTES);
const WIDTHS = [320, 800, 1280, 2560];
const GATEWAY = { service: 'gateway', version: 'v1', instance: 'gateway-75f8c9ddbd-ktxzf' } as const;

describe.skipIf(chromiumIsMissing())('the layout of the live view', { timeout: 120_000 }, () => {
  /** Serves the pages of fixed minutes, without their events. */
  const server = createServer(({ url = '' }, response) => {
    const samples = MINUTES[decodeURIComponent(url.slice(1))];
    if (!samples) return void response.writeHead(204).end();
    const view = { productId: 9310301, gateway: GATEWAY, minute: minuteOf(samples) };
    response.writeHead(200, LIVE_PAGE_HEADERS).end(livePage(view));
  });
  let browser: Browser;

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    browser = await chromium.launch(CHROMIUM);
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  const open = (name: string): Promise<Page> =>
    openInBrowser(
      browser,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/${encodeURIComponent(name)}`,
      {},
    );

  it.each(CASES)('of %s keeps every text apart, whole and on the screen, at each width and font size', async (name) => {
    const page = await open(name);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      for (const fontSize of ROOT_FONT_SIZES) {
        await setStyle(page, 'html', { fontSize });
        expect({ width, fontSize, faults: await layoutFaults(page) }).toEqual({ width, fontSize, faults: [] });
      }
    }
  });

  it.each(CASES)(
    'of %s is accessible: light, dark, on a phone, with more contrast, in forced colours',
    async (name) => {
      const page = await open(name);
      await loadAxe(page);
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 800 });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await violations(page, ['wcag2a', 'wcag2aa', 'best-practice'])).toEqual([]);
          await page.emulateMedia({ contrast: 'more' });
          expect(await violations(page, ['color-contrast'])).toEqual([]);
          await page.emulateMedia({ contrast: null, forcedColors: 'active' });
          expect(await violations(page, ['wcag2a', 'wcag2aa'])).toEqual([]);
          await page.emulateMedia({ forcedColors: null });
        }
      }
      expect(await countMoving(page)).toBe(0);
    },
  );

  it('escapes the names of instances', async () => {
    const page = await open('unusual instances');
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.textContent('#live')).toContain('<script>alert(');
    expect(await page.textContent('#live')).toContain('and 48 more');
  });

  it('draws the shares of a canary as wide as they are', async () => {
    const page = await open('a canary');
    const price = page.getByRole('region', { name: 'price' });
    expect((await price.locator('.versions').innerText()).split(/\s{2,}|\n/)).toEqual(['v1 90 %', 'v2 10 %']);
    const widths = await price
      .locator('.split rect')
      .evaluateAll((rects) => rects.map((rect) => rect.getBoundingClientRect().width));
    expect((widths[0] ?? 0) / (widths[1] ?? 0)).toBeCloseTo(9, 1);
  });
});
