import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, chromiumIsMissing, startBackends, startService, type RunningService } from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';
import { INSTANCE, ROOT_FONT_SIZES } from './page-layout.cases.ts';
import { gapsAfterMarks, gapsAfterNames, openInBrowser, setStyle, styleOf } from './page-layout.measures.ts';

describe.skipIf(chromiumIsMissing())('the layout', () => {
  const started = new AsyncDisposableStack();
  let backendAddresses: NodeJS.ProcessEnv;
  let usual: RunningService;
  let browser: Browser;

  const startGateway = async (environment: NodeJS.ProcessEnv = {}) =>
    started.use(
      await startService(gatewaySettings, createGatewayApp, { ...backendAddresses, ...INSTANCE, ...environment }),
    );

  beforeAll(async () => {
    backendAddresses = started.use(await startBackends(INSTANCE)).environment;
    usual = await startGateway();
    browser = await chromium.launch(CHROMIUM);
    started.defer(() => browser.close());
  });
  afterAll(() => started.disposeAsync());

  const openProduct = ({ httpUrl }: RunningService, faults?: string) =>
    openInBrowser(browser, `${httpUrl}/product/9310301.html`, {
      accept: 'text/html',
      ...(faults && { 'x-fault': faults }),
    });

  it('distinguishes outcomes of calls by the shape of their marks, not by colour alone', async () => {
    // Port 1, on which nothing listens.
    const lacking = await startGateway({ REVIEWS_SERVICE_PORT: '1' });
    const page = await openProduct(lacking, 'price=UNAVAILABLE');
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
      const page = await openProduct(usual, 'price=UNAVAILABLE');
      await setStyle(page, 'html', { fontSize });
      const gaps = await gapsAfterMarks(page);
      expect(gaps).toHaveLength(5);
      for (const gap of gaps) expect(gap).toBeGreaterThan(3);
    },
  );

  it('shows the duration of each call beside its name on the widest screen', async () => {
    const page = await openProduct(usual);
    await page.setViewportSize({ width: 2560, height: 800 });
    const gaps = await gapsAfterNames(page);
    expect(gaps).toHaveLength(4);
    for (const gap of gaps) expect(gap).toBeLessThan(32);
  });
});
