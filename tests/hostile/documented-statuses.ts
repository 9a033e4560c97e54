import { readFileSync } from 'node:fs';

/** The HTTP statuses in the table of docs/errors.md, without 500, and those that are no error. */
export const DOCUMENTED = new Set<number>([
  200,
  201,
  204,
  302,
  303,
  304,
  ...Array.from(readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `[a-z-]+` \| (\d{3}) \|/gm), ([, httpStatus]) =>
    Number(httpStatus),
  ).filter((httpStatus) => httpStatus !== 500),
]);
