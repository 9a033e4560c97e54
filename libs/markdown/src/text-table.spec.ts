import { expect, it } from 'vitest';

import { textTable } from './text-table.ts';

it('a table in a terminal has numbers at the right, with or without a unit, and texts at the left', () => {
  const rows = [
    ['service', 'hops', 'share', ''],
    ['gateway', '100', '100.0 %', 'OK 100'],
    ['price', '9', '-1.5 %'],
  ];
  expect(textTable(rows).split('\n')).toEqual([
    'service   hops   share',
    'gateway    100   100.0 %   OK 100',
    'price        9    -1.5 %',
  ]);
});
