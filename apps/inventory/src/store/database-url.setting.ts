import * as v from 'valibot';

import type { Setting } from '#configuration';

/** The database of a DATABASE_URL. */
export type DatabaseUrl =
  | { readonly kind: 'sqlite'; /** The file, or :memory:. */ readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** Where reservations are kept: sqlite::memory:, sqlite:/path or postgres://user:password@host:port/database. */
export const databaseUrlSetting = (description: string): Setting<DatabaseUrl> => ({
  description,
  fallback: 'sqlite::memory:',
  isSecret: true,
  schema: v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const url = parseDatabaseUrl(dataset.value);
      if (url) return url;
      addIssue({
        message:
          'must be sqlite::memory:, sqlite:/path/to/file or postgres://user:password@host:port/database, with special characters of the password percent-encoded',
      });
      return NEVER;
    }),
  ),
});

function parseDatabaseUrl(text: string): DatabaseUrl | undefined {
  // The form of some other tools, sqlite:///path, is accepted as well.
  const path = /^sqlite:(?:\/\/(?=\/))?([^?#\0]+)$/.exec(text)?.[1];
  if (path !== undefined && !path.startsWith('//')) return { kind: 'sqlite', path };
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, pathname } = new URL(text);
  return hostname !== '' && pathname.length > 1 ? { kind: 'postgres', url: text } : undefined;
}
