import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
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
import { loadAxe, violations } from './page-layout.measures.ts';

const PATH = '/product/9310301/live';

describe.skipIf(chromiumIsMissing())('the live view in a browser', { timeout: 120_000 }, () => {
  let backends: RunningBackends;
  let gateway: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    backends = await startBackends();
    gateway = await startService(gatewaySettings, createGatewayApp, {
      ...backends.environment,
      MAX_LIVE_VIEWERS: '1',
    });
    browser = await chromium.launch(CHROMIUM);
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.[Symbol.asyncDispose]();
    await backends?.[Symbol.asyncDispose]();
  });

  async function open(options: BrowserContextOptions = {}, from = gateway) {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    const paths = new Set<string>();
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => paths.add(new URL(request.url()).pathname));
    await page.goto(from.httpUrl + PATH);
    return { page, problems, paths };
  }

  const products = (page: Page) => page.locator('.figures dd').first().innerText().then(Number);
  const until = (page: Page, state: string) => page.getByRole('status').filter({ hasText: state }).waitFor();

  it('updates by itself, asks for nothing outside /product, and stays accessible', async () => {
    const { page, problems, paths } = await open();
    await until(page, 'Updated every second');
    const before = await products(page);
    await expect.poll(() => products(page), { timeout: 60_000 }).toBeGreaterThan(before);
    expect([...paths]).toEqual([PATH, `${PATH}/events`]);
    await loadAxe(page);
    expect(await violations(page, ['wcag2a', 'wcag2aa', 'best-practice'])).toEqual([]);
    expect(problems).toEqual([]);
    expect(await page.getByRole('link', { name: 'Reload' }).isVisible()).toBe(false);
  });

  it('pauses, and gives its place to another viewer meanwhile', async () => {
    const { page } = await open();
    await until(page, 'Updated every second');
    await page.getByRole('button', { name: 'Pause' }).click();
    await until(page, 'Paused');
    const leave = new AbortController();
    const watch = async () => (await fetch(`${gateway.httpUrl}${PATH}/events`, { signal: leave.signal })).status;
    await expect.poll(watch, { timeout: 60_000 }).toBe(200);
    await page.getByRole('button', { name: 'Go on' }).click();
    await until(page, 'Not connected, trying again');
    leave.abort();
    await until(page, 'Updated every second');
  });

  it('shows the last minute without its script, and loads it again by a link', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.getByRole('table', { name: 'Instances of price that responded' }).isVisible()).toBe(true);
    expect(await page.getByRole('button').count()).toBe(0);
    await clickAndLoad(page.getByRole('link', { name: 'Reload' }));
    expect(await products(page)).toBeGreaterThan(0);
  });

  it('is reached from the page of the product, and leads back', async () => {
    const { page } = await open();
    await clickAndLoad(page.getByRole('link', { name: 'Product page' }));
    await clickAndLoad(page.getByRole('link', { name: 'Live view' }));
    expect(new URL(page.url()).pathname).toBe(PATH);
  });

  it('connects again when the gateway has been restarted', async () => {
    const first = await startService(gatewaySettings, createGatewayApp, backends.environment);
    const { page } = await open({}, first);
    await until(page, 'Updated every second');
    const port = new URL(first.httpUrl).port;
    await first.service.stop();
    await until(page, 'Not connected, trying again');
    const environment = { ...backends.environment, HTTP_PORT: port };
    await using second = await startService(gatewaySettings, createGatewayApp, environment);
    await until(page, 'Updated every second');
    expect(second.httpUrl).toBe(first.httpUrl);
  });
});
