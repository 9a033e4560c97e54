import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  CHROMIUM,
  chromiumIsMissing,
  clickAndLoad,
  startBackends,
  startService,
  type RunningBackends,
  type RunningService,
} from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** All that a page is, since it loads nothing else. */
const PAGE_BUDGET = 16 * 1024;

describe.skipIf(chromiumIsMissing())('in a browser', () => {
  let backends: RunningBackends;
  let gateway: RunningService;
  let lonely: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    backends = await startBackends();
    gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    // Port 1, on which nothing listens.
    lonely = await startService(gatewaySettings, createGatewayApp, {
      ...backends.environment,
      BASEPRODUCT_SERVICE_PORT: '1',
    });
    browser = await chromium.launch(CHROMIUM);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([gateway, lonely].map((service) => service?.[Symbol.asyncDispose]()));
    await backends?.[Symbol.asyncDispose]();
  });

  /** Opens a page and fails if the browser reports any problem. */
  async function open(path: string, { from = gateway, dark = false, width = 1280, status = 200 } = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('requestfailed', (request) => problems.push(request.url()));
    const response = await page.goto(from.httpUrl + path);
    expect(response?.status()).toBe(status);
    expect(problems.filter((text) => !text.includes(`status of ${status}`))).toEqual([]);
    return page;
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations.map(({ id }) => id);
    });
  }

  it.each([
    ['/product/9310301.html', 200],
    ['/product/931030.html', 200],
    ['/product/3308.html', 200],
    ['/product', 200],
    ['/product/2147483648.html', 404],
    ['/product/007.html', 400],
  ])('%s is accessible, light and dark, on a desk and on a phone', async (path, status) => {
    for (const dark of [false, true]) {
      for (const width of [1280, 320]) {
        const page = await open(path, { dark, width, status });
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      }
    }
  });

  it('the page for 503 is accessible, and says when to try again', async () => {
    const page = await open('/product/9310301.html', { from: lonely, status: 503 });
    expect(await violations(page)).toEqual([]);
    expect(await page.textContent('main')).toContain('Try again');
  });

  it('the product page shows what the JSON says', async () => {
    const page = await open('/product/9310301.html');
    expect(await page.textContent('h1')).toContain("Brio Milano Men's Blue and Grey Plaid");
    expect(await page.textContent('main')).toContain('$38.99');
    const rows = await page.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s*\t\s*/).map((cell) => cell.replaceAll(/\s+/g, ' ')))).toEqual([
      ['Large', '$39.99', '20 Reserve'],
      ['Medium', '$32.99', '32 Reserve'],
      ['Small', '$39.99', '41 Reserve'],
      ['XLarge', '$39.99', 'Out of stock'],
    ]);
    expect(await page.locator('blockquote').allInnerTexts()).toHaveLength(3);
  });

  it('the product page lists the calls behind it, coloured by outcome, and readable by a screen reader', async () => {
    // Port 1, on which nothing listens.
    await using lacking = await startService(gatewaySettings, createGatewayApp, {
      ...backends.environment,
      REVIEWS_SERVICE_PORT: '1',
    });
    const page = await open('/product/9310301.html', { from: lacking });
    const calls = page.getByRole('list', { name: 'Calls to 4 services' }).getByRole('listitem');
    const texts = (await calls.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts).toEqual([
      expect.stringMatching(/^base-product v1 [\d.]+ ms OK \S+$/),
      expect.stringMatching(/^inventory v1 [\d.]+ ms OK \S+$/),
      expect.stringMatching(/^price v1 [\d.]+ ms OK \S+$/),
      expect.stringMatching(/^reviews [\d.]+ ms UNAVAILABLE no response$/),
    ]);
    const colours = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.calls li li')].map((call) => getComputedStyle(call, '::before').borderTopColor)",
    );
    expect(colours).toHaveLength(4);
    expect([new Set(colours.slice(0, 3)).size, new Set(colours).size]).toEqual([1, 2]);
    expect(await violations(page)).toEqual([]);
  });

  it('the catalogue is walked by its links, to a product and to the next page', async () => {
    const page = await open('/product');
    const first = await page.locator('main li a').first().getAttribute('href');
    await clickAndLoad(page.locator('a[rel=next]'));
    expect(await page.locator('main li a').first().getAttribute('href')).not.toBe(first);
    await clickAndLoad(page.locator('main li a').first());
    expect(await page.locator('table').count()).toBe(1);
  });

  it.each(['/product/9310301.html', '/product/3308.html', '/product'])('%s stays under 16 KiB in all', async (path) => {
    const response = await fetch(gateway.httpUrl + path, { headers: { accept: 'text/html' } });
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(PAGE_BUDGET);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'sha256-");
  });
});
