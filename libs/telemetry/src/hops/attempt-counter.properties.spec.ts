import { anyText, fieldValue, INHERITED_NAMES } from '#arbitraries';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { httpHeaders } from '../header-lookup.ts';
import { AttemptCounter } from './attempt-counter.ts';

it('the attempt of a call is a whole number from 1 to 9999, whatever the headers say', () => {
  const attempts = fc.oneof(fieldValue(), anyText(), fc.integer().map(String), fc.double().map(String));
  fc.assert(
    fc.property(fc.oneof(fieldValue(), anyText()), attempts, (callId, attempt) => {
      const counter = new AttemptCounter();
      const counted = counter.count(httpHeaders({ 'x-envoy-attempt-count': attempt }), 'Get', callId);
      expect(counted).toBe(/^[1-9]\d{0,3}$/.test(attempt) ? Number(attempt) : 1);
    }),
    { numRuns: 2000 },
  );
});

it('an inherited name is a call id and a method like any other', () => {
  const counter = new AttemptCounter();
  for (const name of INHERITED_NAMES) {
    const count = () => counter.count(httpHeaders({}), name, name);
    expect([count(), count()]).toEqual([1, 2]);
  }
});
