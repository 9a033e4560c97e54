import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { scenario } from './ingress.ts';

const OPEN = ['/product', '/product/9310301.html', '/productInventory/9310301'];

const observe = (statusOf: (path: string) => number | string) =>
  scenario.observe(
    {
      getFromIngress: async (path: string) => {
        const status = statusOf(path);
        return typeof status === 'number' ? { status, body: '' } : { error: status };
      },
    } as never,
    9,
  );

it('the expectations pass if the two paths are served and no other is found', async () => {
  expect(allPassed(scenario.expectations(await observe((path) => (OPEN.includes(path) ? 200 : 404))))).toBe(true);
});

it.each([
  ['one of the paths not found', (path: string) => (OPEN.slice(1).includes(path) ? 200 : 404)],
  ['public metrics', (path: string) => ([...OPEN, '/metrics'].includes(path) ? 200 : 404)],
  ['a path that begins like one of them', (path: string) => ([...OPEN, '/products'].includes(path) ? 200 : 404)],
  ['a backend that fails', (path: string) => (OPEN.includes(path) ? 503 : 404)],
  ['everything refused', () => 403],
  ['no Gateway', () => 'ECONNREFUSED'],
])('the expectations fail with %s', async (_what, statusOf) => {
  expect(allPassed(scenario.expectations(await observe(statusOf)))).toBe(false);
});

it('the control expectations pass if the Gateway responds 404 to every path', async () => {
  expect(allPassed(scenario.controlExpectations(await observe(() => 404)))).toBe(true);
  expect(allPassed(scenario.controlExpectations(await observe((path) => (path === '/product' ? 200 : 404))))).toBe(
    false,
  );
  expect(allPassed(scenario.controlExpectations(await observe(() => 'ECONNREFUSED')))).toBe(false);
});

it('an empty observation proves nothing', () => {
  expect(allPassed(scenario.expectations({}))).toBe(false);
  expect(allPassed(scenario.controlExpectations({}))).toBe(false);
});
