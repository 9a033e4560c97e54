import { expect, it } from 'vitest';

import { isOver, report, type Figure } from './report.ts';

const IMAGE: Figure = { name: 'image', unit: 'MB', measured: 4.75, budget: 5 };
const FAT_IMAGE: Figure = { name: 'fat image', unit: 'MB', measured: 14.75, budget: 5 };
const REQUESTS: Figure = { name: 'requests', unit: '', measured: 2, budget: 2 };

it('the report has of each figure what is left of its budget, and marks those that are over', () => {
  expect(report([IMAGE, FAT_IMAGE, REQUESTS]).split('\n')).toEqual([
    'figure      measured   budget    headroom',
    'image        4.75 MB   5.00 MB    0.25 MB      5.0 %',
    'fat image   14.75 MB   5.00 MB   -9.75 MB   -195.0 %   OVER',
    'requests           2         2          0      0.0 %',
    '',
    '1 of 3 over budget. An MB is 1,000,000 bytes, a kB 1,000.',
  ]);
});

it('the report says that all are within budget', () => {
  expect(report([IMAGE, REQUESTS])).toContain('\nAll are within budget.');
});

it('a figure is over only beyond its budget', () => {
  expect([IMAGE, FAT_IMAGE, REQUESTS].map(isOver)).toEqual([false, true, false]);
});
