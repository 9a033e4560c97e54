import { chromium } from 'playwright-core';

import { CHROMIUM } from '../../libs/testbed/src/chromium.ts';

export interface PageWeight {
  /** Of all bodies, as they were sent. */
  readonly bytes: number;
  readonly requests: number;
}

/** What a browser loads for a page, itself included, from the server that has it. */
export async function pageWeight(url: string): Promise<PageWeight> {
  await using browser = await chromium.launch(CHROMIUM);
  const page = await browser.newPage();
  const { origin } = new URL(url);
  const requests: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (new URL(request.url()).origin !== origin) return;
    requests.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const sizes = await Promise.all(requests);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), requests: sizes.length };
}
