import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CHROMIUM, chromiumIsMissing, clickAndLoad, startBackends, startService, type RunningService } from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';
import { layoutFaults, loadAxe, violations } from '../representations/page-layout.measures.ts';

const PRODUCT = '/product/9310301.html';
const FAULT = { 'x-fault': 'inventory=UNAVAILABLE' };
const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

describe.skipIf(chromiumIsMissing())('the reserve button in a browser without scripts', () => {
  const started = new AsyncDisposableStack();
  let gateway: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    const { environment } = started.use(await startBackends({ FAULTS: 'on' }));
    gateway = started.use(await startService(gatewaySettings, createGatewayApp, { ...environment, FAULTS: 'on' }));
    browser = await chromium.launch(CHROMIUM);
    started.defer(() => browser.close());
  });
  afterAll(() => started.disposeAsync());

  async function open(extraHTTPHeaders: Record<string, string> = {}): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled: false, extraHTTPHeaders });
    onTestFinished(() => context.close());
    // As an ingress that routes nothing else.
    await context.route(
      (url) => !url.pathname.startsWith('/product/'),
      (route) => route.abort(),
    );
    const page = await context.newPage();
    await page.goto(gateway.httpUrl + PRODUCT);
    return page;
  }

  /** What is left of an option by the page of the product. */
  const stockOf = async (page: Page, option: string) =>
    Number.parseInt(
      await page
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: option, exact: true }) })
        .locator('td')
        .last()
        .innerText(),
      10,
    );

  it('reserves one piece and shows the reservation, and the product has one less', async () => {
    const page = await open();
    const before = await stockOf(page, 'Large');
    await clickAndLoad(page.getByRole('button', { name: 'Reserve Large', exact: true }));
    expect(new URL(page.url()).pathname).toMatch(/^\/product\/9310301\/reservations\/[\da-f-]{36}$/);
    expect(await page.innerText('h1')).toBe('Reserved');
    expect(await page.innerText('dl')).toContain(String(before - 1));
    // A reload gets the reservation, and sends no form.
    const reloaded = await page.reload();
    expect([reloaded?.status(), reloaded?.request().method()]).toEqual([200, 'GET']);
    await page.goBack();
    expect(await stockOf(page, 'Large')).toBe(before - 1);
    await page.goForward();
    await clickAndLoad(page.getByRole('link', { name: 'Back to the product' }));
    expect(await stockOf(page, 'Large')).toBe(before - 1);
  });

  it('sent twice from one page reserves once, and from the page that is loaded again once more', async () => {
    const page = await open();
    const before = await stockOf(page, 'Small');
    const button = () => page.getByRole('button', { name: 'Reserve Small', exact: true });
    await button().dblclick();
    await page.waitForURL(/\/reservations\//);
    await page.goto(gateway.httpUrl + PRODUCT);
    expect(await stockOf(page, 'Small')).toBe(before - 1);
    await clickAndLoad(button());
    await page.goBack();
    expect(await stockOf(page, 'Small')).toBe(before - 2);
  });

  it('is there for each option that is in stock, with a key of its own', async () => {
    const page = await open();
    for (const option of ['Large', 'Medium', 'Small'])
      expect(await page.getByRole('button', { name: `Reserve ${option}`, exact: true }).count()).toBe(1);
    expect(await page.getByRole('button').count()).toBe(3);
    const keys = await page
      .locator('input[name=idempotencyKey]')
      .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('value')));
    expect(new Set(keys).size).toBe(3);
    expect(await (await open(FAULT)).getByRole('button').count()).toBe(0);
  });

  it('shows a page with the status of the error, and sends the same form again from there', async () => {
    const page = await open();
    const form = page.locator('form').nth(1);
    const key = await form.locator('input[name=idempotencyKey]').getAttribute('value');
    await page.setExtraHTTPHeaders(FAULT);
    const failed = page.waitForResponse('**/reservations');
    await clickAndLoad(form.getByRole('button'));
    expect((await failed).status()).toBe(503);
    expect(await page.innerText('main')).toContain('A repeated request with the same Idempotency-Key is safe');
    expect(await page.locator('input[name=idempotencyKey]').getAttribute('value')).toBe(key);
    await page.setExtraHTTPHeaders({});
    await clickAndLoad(page.getByRole('button', { name: 'Try again' }));
    expect(await page.innerText('h1')).toBe('Reserved');
  });

  it('leads to pages that are accessible, light and dark, on a desk and on a phone', async () => {
    for (const fault of [{}, FAULT]) {
      const context = await browser.newContext();
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(gateway.httpUrl + PRODUCT);
      await page.setExtraHTTPHeaders(fault);
      await clickAndLoad(page.getByRole('button', { name: 'Reserve Medium' }));
      await page.waitForURL(/reservations/);
      await loadAxe(page);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await violations(page, AXE_RULES)).toEqual([]);
          expect(await layoutFaults(page)).toEqual([]);
        }
      }
    }
  });
});
