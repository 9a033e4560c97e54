import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { scenario } from './ingress.ts';

const OPEN = ['/product', '/product/9310301.html', '/productInventory/9310301'];

const observe = (statusOf: (path: string) => number | string) =>
  scenario.observe(
    {
      askIngress: async (path: string) => {
        const status = statusOf(path);
        return typeof status === 'number' ? { status, body: '' } : { error: status };
      },
    } as never,
    9,
  );

it('the two paths are answered, and nothing else is found', async () => {
  expect(allHold(scenario.verdict(await observe((path) => (OPEN.includes(path) ? 200 : 404))))).toBe(true);
});

it.each([
  ['one of the paths not found', (path: string) => (OPEN.slice(1).includes(path) ? 200 : 404)],
  ['metrics for everybody', (path: string) => ([...OPEN, '/metrics'].includes(path) ? 200 : 404)],
  ['a path that begins like one of them', (path: string) => ([...OPEN, '/products'].includes(path) ? 200 : 404)],
  ['a backend that fails', (path: string) => (OPEN.includes(path) ? 503 : 404)],
  ['everything refused', () => 403],
  ['no Gateway', () => 'ECONNREFUSED'],
])('the verdict fails with %s', async (_what, statusOf) => {
  expect(allHold(scenario.verdict(await observe(statusOf)))).toBe(false);
});

it('without the rule the Gateway is there and finds nothing', async () => {
  expect(allHold(scenario.opposite(await observe(() => 404)))).toBe(true);
  expect(allHold(scenario.opposite(await observe((path) => (path === '/product' ? 200 : 404))))).toBe(false);
  expect(allHold(scenario.opposite(await observe(() => 'ECONNREFUSED')))).toBe(false);
});

it('nothing observed proves nothing', () => {
  expect(allHold(scenario.verdict({}))).toBe(false);
  expect(allHold(scenario.opposite({}))).toBe(false);
});
