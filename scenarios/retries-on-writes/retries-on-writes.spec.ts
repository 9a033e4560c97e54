import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import type { ReservedPieces } from '../../libs/testbed/src/load/reserve-pieces.ts';
import { scenario } from './retries-on-writes.ts';

type Observed = Parameters<typeof scenario.expectations>[0];

const reserved = (statuses: ReservedPieces['statuses'], replayed: number, leftStock: number | null) => ({
  statuses,
  replayed,
  leftStock,
});
const REPEATED = reserved({ 503: 5, 201: 5 }, 5, 5);
const RETRIED: Observed = {
  withoutKey: reserved({ 201: 20 }, 0, 40),
  withKey: reserved({ 201: 20 }, 20, 20),
  attempts: { 1: 44, 2: 40 },
  alwaysLost: reserved({ 503: 5 }, 0, 15),
  repeated: REPEATED,
  requests: 20,
};
const NOT_RETRIED: Observed = {
  withoutKey: reserved({ 503: 20 }, 0, 20),
  withKey: reserved({ 503: 20 }, 0, 20),
  attempts: { 1: 44, 2: 0 },
  alwaysLost: reserved({ 503: 5 }, 0, 5),
  repeated: REPEATED,
  requests: 20,
};

it('the expectations pass if retries take two pieces without a key and one with it', () => {
  expect(allPassed(scenario.expectations(RETRIED))).toBe(true);
});

it.each<[string, Partial<Observed>]>([
  ['one piece that was taken once', { withoutKey: reserved({ 201: 20 }, 0, 39) }],
  ['a client that got an error', { withoutKey: reserved({ 201: 19, 503: 1 }, 0, 40) }],
  ['a key that did not prevent the second piece', { withKey: reserved({ 201: 20 }, 20, 21) }],
  ['a key whose first response did not come again', { withKey: reserved({ 201: 20 }, 19, 20) }],
  ['a stock that could not be read', { withKey: reserved({ 201: 20 }, 20, null) }],
  ['a call that was not retried', { attempts: { 1: 44, 2: 39 } }],
  ['a third attempt', { attempts: { 1: 44, 2: 40, 3: 1 } }],
  ['one retry', { alwaysLost: reserved({ 503: 5 }, 0, 10) }],
  ['five retries', { alwaysLost: reserved({ 503: 5 }, 0, 30) }],
  ['a repeated request that took another piece', { repeated: reserved({ 201: 5, 503: 5 }, 4, 6) }],
  ['no reservation', { withoutKey: reserved({}, 0, null) }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations({ ...RETRIED, ...observed }))).toBe(false);
});

it('the control expectations pass if every client gets 503, nothing is retried and one piece is gone', () => {
  expect(allPassed(scenario.controlExpectations(NOT_RETRIED))).toBe(true);
  expect(allPassed(scenario.controlExpectations(RETRIED))).toBe(false);
  expect(allPassed(scenario.controlExpectations({ ...NOT_RETRIED, attempts: { 1: 44, 2: 1 } }))).toBe(false);
  expect(allPassed(scenario.expectations(NOT_RETRIED))).toBe(false);
});

it('the observation loses the first response of each reservation, and then all of a few', async () => {
  const counts = [{ 1: 7 }, { 1: 57, 2: 6 }];
  const sent: object[] = [];
  const traffic = {
    attempts: async () => counts.shift() ?? {},
    reserve: async (pieces: object) => {
      sent.push(pieces);
      return REPEATED;
    },
  };
  expect(await scenario.observe(traffic as never, 3)).toMatchObject({ attempts: { 1: 50, 2: 6 }, requests: 3 });
  const fault = (first: number) => ({ 'x-fault': `inventory=UNAVAILABLE;when=after;first=${first}` });
  expect(sent).toMatchObject([
    { count: 3, headers: fault(1) },
    { count: 3, headers: fault(1), withKeys: true },
    { count: 5, headers: fault(100) },
    { count: 5, headers: fault(100), withKeys: true, repeats: true },
  ]);
});
