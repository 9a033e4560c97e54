import { expect, it } from 'vitest';

import { fakeLoadReport } from '../libs/testbed/src/load/fake-load-report.ts';
import { fakeRunning } from '../libs/testbed/src/load/fake-running.ts';
import { fakeStreamReport } from '../libs/testbed/src/load/fake-stream-report.ts';
import { allPassed } from './assertion.ts';
import { assertMigration, migrate, type ObservedMigration } from './migration.ts';

const loaded = (overrides = {}) => fakeLoadReport('price', { a: ['v1', 500] }, overrides);
const observed = (overrides: Partial<ObservedMigration['moves'][number]> = {}): ObservedMigration => ({
  moves: [{ to: 'sidecars', dataPlane: 'sidecars', during: loaded(), after: loaded(), ...overrides }],
  streams: { streams: fakeStreamReport() },
});

it('a migration passes if each move is made and nothing is lost', () => {
  expect(allPassed(assertMigration(observed()))).toBe(true);
});

it('a migration passes if a lossy move loses the requests in flight, and no more', () => {
  const lost = (failed: number) => loaded({ failed, statuses: { 200: 500 - failed, 503: failed } });
  expect(allPassed(assertMigration(observed({ isLossy: true, during: lost(2) })))).toBe(true);
  expect(allPassed(assertMigration(observed({ isLossy: true, during: lost(50) })))).toBe(false);
  expect(allPassed(assertMigration(observed({ during: lost(2) })))).toBe(false);
});

it.each([
  ['a move that is not made', observed({ dataPlane: 'mixed' })],
  ['a request that failed during a move', observed({ during: loaded({ statuses: { 200: 499, 503: 1 } }) })],
  ['a product without its price after it', observed({ after: loaded({ degraded: 1 }) })],
  ['a change that a viewer did not get', { ...observed(), streams: { streams: fakeStreamReport({ lost: 1 }) } }],
])('a migration fails with %s', (_what, migration) => {
  expect(allPassed(assertMigration(migration))).toBe(false);
});

it('a move changes the namespace, then all pods, then the namespace again, under load from outside the mesh', async () => {
  const steps: string[] = [];
  const traffic = {
    namespace: 'team-a',
    openStreams: async (streams: number) => {
      steps.push(`${streams} streams`);
      return fakeRunning({ streams: fakeStreamReport() });
    },
    startLoad: async ({ from }: { from: string }) => {
      steps.push(`load from ${from}`);
      return fakeRunning(loaded());
    },
    patch: async (object: string, change: object) => void steps.push(`${object} ${JSON.stringify(change)}`),
    restart: async (deployment: string, labels: object) => void steps.push(`${deployment} ${JSON.stringify(labels)}`),
    dataPlane: async () => 'sidecars',
    load: async () => loaded(),
  };
  const migration = await migrate(traffic as never, 50, [
    {
      to: 'sidecars',
      namespace: { labels: { injection: 'enabled' } },
      podLabels: { mode: null },
      namespaceAfter: { labels: { mode: null } },
    },
  ]);
  expect(steps).toEqual([
    '50 streams',
    'load from outside',
    'namespace/team-a {"metadata":{"labels":{"injection":"enabled"}}}',
    ...['base-product', 'gateway', 'inventory', 'price-v1', 'reviews-v1'].map((name) => `${name} {"mode":null}`),
    'namespace/team-a {"metadata":{"labels":{"mode":null}}}',
  ]);
  expect(allPassed(assertMigration(migration))).toBe(true);
});
