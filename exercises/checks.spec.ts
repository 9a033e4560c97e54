import { expect, it } from 'vitest';

import { fakeLoadReport, type Pods } from '../libs/testbed/src/load/fake-load-report.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import { onlyTestersGetVersion2, pathsRespond, priceIsLimited, productsAreComplete, type Check } from './checks.ts';
import { gradeOf, gradeUntil } from './grading.ts';
import type { Traffic } from './traffic.ts';

const BACKENDS = ['base-product', 'inventory', 'reviews'];

/** The report of a load in which price was served by these pods, and all other backends by one. */
function reportWith(price: Pods, overrides: Partial<LoadReport> = {}): LoadReport {
  const report = fakeLoadReport('price', price, overrides);
  const others = BACKENDS.flatMap((name) => fakeLoadReport(name, { [name]: ['v1', 60] }).instances);
  return { ...report, instances: [...others, ...report.instances] };
}

const HEALTHY = reportWith({ 'price-v1': ['v1', 60] });
const withoutPrice = (calls: number, status: string): LoadReport => {
  const { instances, ...report } = reportWith(
    { 'price-v1': ['v1', 60 - calls] },
    { requests: 60, statuses: { 200: 60 } },
  );
  const failed = { ...instances.at(-1)!, instance: null, version: null, hops: calls, statuses: { [status]: calls } };
  return { ...report, degraded: calls, instances: [...instances, failed] };
};

const healthOf = <T>(check: Check<T>, observed: T) => gradeOf(check.expectations(observed)).health;

it('a deployment is healthy if every product is complete and every call is OK', () => {
  expect(healthOf(productsAreComplete(), HEALTHY)).toBe('healthy');
});

it('a deployment is broken if some products have no price, and the assertions name the gRPC status', () => {
  const observed = withoutPrice(18, 'UNAVAILABLE');
  expect(healthOf(productsAreComplete(), observed)).toBe('broken');
  expect(productsAreComplete().expectations(observed)).toContainEqual({
    expected: 'every call to price is OK',
    observed: '42 × OK, 18 × UNAVAILABLE',
    passed: false,
  });
});

it('a deployment without any response is broken', () => {
  const observed = fakeLoadReport('price', {}, { requests: 60, noResponse: 60, statuses: {} });
  expect(healthOf(productsAreComplete(), observed)).toBe('broken');
});

it.each([
  ['healthy', 'v2', 'v1'],
  ['broken', 'v1', 'v1'],
  ['broken', 'v2', 'v2'],
])('a deployment is %s if testers get %s and others %s', (health, testers, others) => {
  const served = (version: string) => reportWith({ [version]: [version, 60] });
  const observed = { testers: served(testers), others: served(others) };
  expect(healthOf(onlyTestersGetVersion2, observed)).toBe(health);
});

it.each([
  ['healthy', { status: 200, body: '' }],
  ['broken', { status: 403, body: 'RBAC: access denied' }],
  ['broken', { error: 'ECONNRESET' }],
])('a deployment is %s if a path gets %j', (health, result) => {
  const check = pathsRespond({ from: 'outside', service: 'gateway', paths: ['/product/9310301'] });
  expect(healthOf(check, { report: HEALTHY, results: [result] })).toBe(health);
});

it('a limit is healthy only if price refuses some calls and admits others', () => {
  expect(healthOf(priceIsLimited, withoutPrice(20, 'RESOURCE_EXHAUSTED'))).toBe('healthy');
  expect(healthOf(priceIsLimited, HEALTHY)).toBe('broken');
  expect(healthOf(priceIsLimited, withoutPrice(60, 'RESOURCE_EXHAUSTED'))).toBe('broken');
});

it('grading sends traffic until the deployment is healthy', async () => {
  const reports = [withoutPrice(60, 'UNAVAILABLE'), withoutPrice(5, 'UNAVAILABLE'), HEALTHY];
  const traffic = { load: async () => reports.shift() ?? HEALTHY } as Partial<Traffic> as Traffic;
  const exercise = { name: 'prices-gone', check: productsAreComplete() };
  expect(await gradeUntil(exercise, traffic, 'healthy', 60_000)).toMatchObject({ health: 'healthy' });
  expect(reports).toEqual([]);
});

it('grading takes a deployment as broken only if it is so three times in a row', async () => {
  const broken = withoutPrice(60, 'UNAVAILABLE');
  const reports = [broken, HEALTHY, broken, broken, broken, HEALTHY];
  const traffic = { load: async () => reports.shift() ?? HEALTHY } as Partial<Traffic> as Traffic;
  const exercise = { name: 'prices-gone', check: productsAreComplete() };
  expect(await gradeUntil(exercise, traffic, 'broken', 60_000)).toMatchObject({ health: 'broken' });
  expect(reports).toEqual([HEALTHY]);
});

it('grading reports the last traffic when the time is over', async () => {
  const traffic = { load: async () => withoutPrice(60, 'UNAVAILABLE') } as Partial<Traffic> as Traffic;
  const exercise = { name: 'prices-gone', check: productsAreComplete() };
  expect(await gradeUntil(exercise, traffic, 'healthy', 0)).toMatchObject({ health: 'broken' });
});

it('a check of an ingress requests every path from outside', async () => {
  const requested: string[] = [];
  const traffic = {
    load: async () => HEALTHY,
    getFromIngress: async (path: string) => {
      requested.push(path);
      return { status: 200, body: '' };
    },
  } as Partial<Traffic> as Traffic;
  await pathsRespond({ from: 'ingress', service: 'gateway', paths: ['/product', '/livez'] }).observe(traffic);
  expect(requested).toEqual(['/product', '/livez']);
});
