import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';

import { CHROMIUM } from '../../libs/testbed/src/chromium.ts';

/** The file of a picture in docs/images/. */
export const picture = (name: string): string => `docs/images/${name}.png`;

/** Writes what is on the screen to docs/images/. */
export async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: picture(name), animations: 'disabled' });
}

/** Chromium, until the end of the `await using` block. */
export async function openBrowser() {
  const browser = await chromium.launch(CHROMIUM);
  return {
    newPage: (width: number, height: number, options: BrowserContextOptions = {}): Promise<Page> =>
      browser.newPage({ viewport: { width, height }, ...options }),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
