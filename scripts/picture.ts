// Takes docs/images/product-page.png from the running product: `npm start`, and beside it `npm run docs:picture`.
import { chromium } from 'playwright-core';

import { CHROMIUM } from './chromium.ts';

const browser = await chromium.launch(CHROMIUM);
const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
await page.goto('http://localhost:9999/product/931030.html');
await page.screenshot({ path: 'docs/images/product-page.png' });
await browser.close();
