// The browser in which the pages are tested and pictured.
import { existsSync } from 'node:fs';

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
