// What the specs of the layout measure of a page in the browser.
import { readFileSync } from 'node:fs';

import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const LAYOUT_FAULTS = readFileSync(new URL('layout-faults.js', import.meta.url), 'utf8');
const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Opens a page, which is closed after the test. */
export async function openInBrowser(browser: Browser, url: string, headers: Record<string, string>): Promise<Page> {
  const context = await browser.newContext({ extraHTTPHeaders: headers });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Sets styles of an element as a reader's own style sheet does, which no policy of the page forbids. */
export const setStyle = (page: Page, selector: string, style: Record<string, string>) =>
  page.evaluate(`for (const element of document.querySelectorAll(${JSON.stringify(selector)}))
    Object.assign(element.style, ${JSON.stringify(style)})`);

/** The faults of the layout that layout-faults.js finds. */
export const layoutFaults = (page: Page) => page.evaluate<string[]>(LAYOUT_FAULTS);

/** The computed style of the first element that matches. */
export const styleOf = (page: Page, selector: string, pseudo = '') =>
  page.evaluate<Record<string, string>>(
    `({ ...getComputedStyle(document.querySelector(${JSON.stringify(selector)}), ${JSON.stringify(pseudo)}) })`,
  );

/** Defines axe in a page, which `violations` needs. */
export const loadAxe = (page: Page) => page.evaluate(AXE);

/** The elements that violate rules of axe, or sets of them. */
export const violations = (page: Page, rules: readonly string[]) =>
  page.evaluate<string[]>(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html)))`,
  );

/** How many elements move by themselves, or scroll smoothly. */
export const countMoving = (page: Page) =>
  page.evaluate<number>(`[...document.querySelectorAll('*')].map((element) => getComputedStyle(element)).filter(
      (style) => style.animationName !== 'none' || style.transitionDuration !== '0s' || style.scrollBehavior !== 'auto'
    ).length`);

/** The gaps between the mark of each call and its text, in pixels. */
export const gapsAfterMarks = (page: Page) =>
  page.evaluate<number[]>(`[...document.querySelectorAll('.calls li')].map((call) => {
      const mark = getComputedStyle(call, '::before');
      const border = Number.parseFloat(getComputedStyle(call).borderLeftWidth);
      const left = call.getBoundingClientRect().left + border + Number.parseFloat(mark.left);
      const width = ['width', 'paddingLeft', 'paddingRight', 'borderLeftWidth', 'borderRightWidth']
        .reduce((sum, property) => sum + Number.parseFloat(mark[property]), 0);
      return call.querySelector('b').getBoundingClientRect().left - left - width;
    })`);

/** The gaps between the name of each call of a backend and its duration, in pixels. */
export const gapsAfterNames = (page: Page) =>
  page.evaluate<number[]>(`[...document.querySelectorAll('.calls li li b')].map((name) => {
      const duration = document.createRange();
      duration.selectNode(name.nextSibling);
      return duration.getBoundingClientRect().left - name.getBoundingClientRect().right;
    })`);

/** The direction of each review. */
export const reviewDirections = (page: Page) =>
  page.evaluate<string[]>(
    "[...document.querySelectorAll('.reviews li')].map((review) => getComputedStyle(review).direction)",
  );

/** How far the name of a product in the catalogue ends from the right edge of its box, in pixels. */
export const gapRightOfName = (page: Page, id: number) =>
  page.evaluate<number>(`((name) => {
      const text = document.createRange();
      text.selectNodeContents(name);
      return name.getBoundingClientRect().right - text.getBoundingClientRect().right;
    })(document.querySelector('a[href="/product/${id}.html"] > span:last-child'))`);
