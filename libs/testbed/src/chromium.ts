// The browser in which the pages are tested and pictured.
import { existsSync } from 'node:fs';

import type { Locator } from 'playwright-core';

import { requireOrSkip } from './require-or-skip.ts';

const PATHS = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** How playwright-core starts it: without a sandbox, which containers do not allow, and without calls home. */
export const CHROMIUM = {
  executablePath: PATHS.find((path) => path && existsSync(path)) ?? '',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
};

/** Whether to skip what needs the browser. */
export const chromiumIsMissing = (isRequired?: boolean): boolean =>
  requireOrSkip(
    'Chromium',
    CHROMIUM.executablePath !== '',
    '`apt-get install chromium` installs it; CHROMIUM=/path/to/chrome names another.',
    isRequired,
  );

/**
 * Clicks a link or the button of a form, and waits until the document it leads to has loaded. A click alone does not wait for
 * that, and while a page navigates it can neither be read nor go back.
 */
export async function clickAndLoad(locator: Locator): Promise<void> {
  await Promise.all([locator.page().waitForEvent('load'), locator.click()]);
}
