import { AppError } from '#errors';

const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;
const TOKEN = /^after\.(\d{1,16})$/;

/** The size of a page for the requested page_size: 20 for 0, at most 100 (see https://google.aip.dev/158). */
export function pageSize(requested: number): number {
  if (requested < 0) throw new AppError('invalid-page', 'A page size is a whole number, 0 or more.', 'page_size');
  return Math.min(requested || DEFAULT_SIZE, MAX_SIZE);
}

/** An opaque token for the page that begins after the given position, which is a whole number from 0 to 2^53-1. */
export function pageToken(after: number): string {
  return Buffer.from(`after.${after}`).toString('base64url');
}

/** The position of a token; 0 for the empty token of the first page. */
export function readPageToken(token: string): number {
  if (token === '') return 0;
  const after = Number(TOKEN.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (Number.isSafeInteger(after) && pageToken(after) === token) return after;
  throw new AppError('invalid-page', 'A page token is the next_page_token of an earlier page.', 'page_token');
}
