// The browser in which the pages are tested and pictured.
import { existsSync } from 'node:fs';

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

/** Whether there is none; says so, and how to get it. */
export function chromiumIsMissing(): boolean {
  if (CHROMIUM.executablePath) return false;
  console.warn('SKIPPED: no Chromium. `apt-get install chromium`, or CHROMIUM=/path/to/chrome npm test');
  return true;
}
