import { describe, expect, it } from 'vitest';
import { loadConfig } from '#configuration';

import { databaseUrlSetting } from './database-url.setting.ts';

const settings = { DATABASE_URL: databaseUrlSetting('Where reservations are kept.') };
const read = (text: string) => loadConfig(settings, { DATABASE_URL: text }).DATABASE_URL;

describe('DATABASE_URL', () => {
  it.each([
    ['', ':memory:'],
    ['sqlite::memory:', ':memory:'],
    ['sqlite:/data/stock.db', '/data/stock.db'],
    ['sqlite:///data/stock.db', '/data/stock.db'],
    ['sqlite:stock.db', 'stock.db'],
  ])('%j is SQLite in %s', (text, path) => {
    expect(read(text)).toEqual({ kind: 'sqlite', path });
  });

  it.each(['postgres://inventory:p%40ss@db:5432/stock', 'postgresql://db/stock?sslmode=require'])(
    '%s is PostgreSQL',
    (url) => {
      expect(read(url)).toEqual({ kind: 'postgres', url });
    },
  );

  it.each([
    'mysql://inventory:hunter2@db/stock',
    'postgres://db',
    'postgres:///stock',
    'hunter2',
    'sqlite:?hunter2',
    'sqlite://hunter2',
  ])('%s is refused by a message that does not show it', (text) => {
    expect(() => read(text)).toThrow(/^DATABASE_URL is not shown, .* must be sqlite::memory:, sqlite:\/path/);
    expect(() => read(text)).not.toThrow(text);
  });
});
