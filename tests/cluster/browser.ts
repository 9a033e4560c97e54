import { chromium } from 'playwright-core';

import { CHROMIUM } from '../../libs/testbed/src/chromium.ts';
import { forwardPort, type ServicePort } from '../../libs/testbed/src/cluster/port-forward.ts';

/** A page in a browser. */
export interface LoadedPage {
  readonly heading: string;
  /** Requests that failed or got a status of 400 or more. */
  readonly failed: readonly string[];
  readonly screenshot: Buffer;
}

/** Opens a page in Chromium through a Service of the cluster. */
export async function openPage({ path, ...servicePort }: ServicePort & { readonly path: string }): Promise<LoadedPage> {
  await using forward = await forwardPort(servicePort);
  await using browser = await chromium.launch(CHROMIUM);
  const page = await browser.newPage();
  const failed: string[] = [];
  page.on('requestfailed', (request) => failed.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && failed.push(`${response.url()}: ${response.status()}`));
  await page.goto(`${forward.url}${path}`, { waitUntil: 'networkidle' });
  return {
    heading: await page.locator('h1').innerText(),
    failed,
    screenshot: await page.screenshot({ fullPage: true }),
  };
}
