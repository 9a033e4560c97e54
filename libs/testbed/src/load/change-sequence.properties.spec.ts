import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ChangeSequence } from './change-sequence.ts';

/** The counts of a viewer that got the stock at version 0 and then changes of these versions. */
function countsOf(versions: readonly number[]) {
  const sequence = new ChangeSequence();
  sequence.addStock('e.0');
  for (const version of versions) sequence.addChange(`e.${version}`);
  const { lost, repeated, reordered, changes } = sequence;
  return { lost, repeated, reordered, changes };
}

describe('the changes that a viewer got', () => {
  it('are complete if they are all versions in order', () => {
    expect(countsOf([1, 2, 3])).toEqual({ lost: 0, repeated: 0, reordered: 0, changes: 3 });
  });

  it('are counted as lost, repeated or reordered, each once', () => {
    expect(countsOf([1, 4])).toEqual({ lost: 2, repeated: 0, reordered: 0, changes: 2 });
    expect(countsOf([1, 1, 2])).toEqual({ lost: 0, repeated: 1, reordered: 0, changes: 3 });
    expect(countsOf([2, 1, 3])).toEqual({ lost: 0, repeated: 0, reordered: 1, changes: 3 });
  });

  it('begin again with the whole stock', () => {
    const sequence = new ChangeSequence();
    for (const token of ['a.3', 'b.7']) sequence.addStock(token);
    sequence.addChange('b.8');
    expect([sequence.lost, sequence.restarts, sequence.position]).toEqual([0, 1, { epoch: 'b', version: 8 }]);
  });

  it('add up, whatever came: each version up to the newest is lost or came once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 20 }), (versions) => {
        const { lost, repeated, changes } = countsOf(versions);
        expect(new Set(versions).size).toBe(changes - repeated);
        expect(lost).toBe(Math.max(0, ...versions) - new Set(versions).size);
      }),
    );
  });
});
