import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import type { WatchedStream } from '../../libs/testbed/src/load/watch-stock.ts';
import { scenario } from './stream-timeout.ts';

type Observed = Parameters<typeof scenario.expectations>[0];

const viewer = (openedAt: number[], changes: number, overrides: Partial<WatchedStream> = {}): WatchedStream => {
  return { openedAt, changes, lost: 0, repeated: 0, reordered: 0, reconnects: 0, ...overrides };
};
const CUT: Observed = {
  timed: viewer([0, 2080, 4230, 6500], 20),
  idle: viewer([0], 20),
  hung: viewer([0, 4040, 8200], 2),
  pieces: 20,
};
const UNCUT: Observed = { timed: viewer([0], 20), idle: viewer([0], 20), hung: viewer([0], 0), pieces: 20 };

it('the expectations pass if the timeout cuts healthy streams and the idle timeout those that hang', () => {
  expect(allPassed(scenario.expectations(CUT))).toBe(true);
});

it.each<[string, Partial<Observed>]>([
  ['a timeout that does not cut', { timed: viewer([0], 20) }],
  ['a timeout that cuts once, by accident', { timed: viewer([0, 2080], 20) }],
  ['a timeout of half a second', { timed: viewer([0, 580, 1200], 20) }],
  ['a viewer who has to connect again', { timed: viewer([0, 2080, 4230], 20, { reconnects: 1 }) }],
  ['a change that is lost', { timed: viewer([0, 2080, 4230], 19, { lost: 1 }) }],
  ['the last change missing', { timed: viewer([0, 2080, 4230], 19) }],
  ['a repeated change', { timed: viewer([0, 2080, 4230], 20, { repeated: 1 }) }],
  ['a change out of order', { timed: viewer([0, 2080, 4230], 20, { reordered: 1 }) }],
  ['a healthy stream that is cut when idle', { idle: viewer([0, 4080], 20) }],
  ['no healthy stream', { idle: viewer([], 0) }],
  ['an idle timeout that does not cut', { hung: viewer([0], 0) }],
  ['an idle timeout of half a second', { hung: viewer([0, 600, 1200], 2) }],
  ['a viewer who gets no change after the cut', { hung: viewer([0, 4040], 0) }],
  ['nothing reserved', { timed: viewer([0, 2080, 4230], 0), idle: viewer([0], 0), pieces: 0 }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations({ ...CUT, ...observed }))).toBe(false);
});

it('the control expectations pass if no stream is cut, and the viewer of one that hangs gets no change', () => {
  expect(allPassed(scenario.controlExpectations(UNCUT))).toBe(true);
  expect(allPassed(scenario.controlExpectations(CUT))).toBe(false);
  expect(allPassed(scenario.controlExpectations({ ...UNCUT, hung: viewer([0], 1) }))).toBe(false);
  expect(allPassed(scenario.controlExpectations({ ...UNCUT, hung: viewer([], 0) }))).toBe(false);
  expect(allPassed(scenario.expectations(UNCUT))).toBe(false);
});

it('the observation watches by three viewers while pieces are reserved', async () => {
  const reserved = { statuses: { 201: 20 }, replayed: 0, leftStock: 20 };
  const watched: object[] = [];
  const watchStock = async (stock: object) => {
    watched.push(stock);
    return { viewers: [CUT.timed, CUT.idle, CUT.hung], reserved };
  };
  expect(await scenario.observe({ watchStock } as never, 20)).toEqual(CUT);
  expect(watched).toMatchObject([
    {
      pieces: { count: 20 },
      viewers: [
        { headers: { 'x-tester': 'timeout' }, streams: 3 },
        { streams: 1 },
        { headers: { 'x-fault': 'inventory=hang;messages=1' }, streams: 2 },
      ],
    },
  ]);
});
