import { AppError } from '#errors';

import type { StockVersion } from '../store/stock-store.ts';

const TOKEN = /^([\w-]{1,40})\.(0|[1-9]\d{0,15})$/;

/** The token of a version, such as 1f0c3a9e.12. */
export const formatResumeToken = ({ epoch, version }: StockVersion): string => `${epoch}.${version}`;

/**
 * Reads a token; undefined if the text is empty, which asks for the whole stock.
 *
 * @throws AppError invalid-resume-token
 */
export function parseResumeToken(text: string): StockVersion | undefined {
  if (text === '') return undefined;
  const [, epoch, version] = TOKEN.exec(text) ?? [];
  if (epoch !== undefined && Number.isSafeInteger(Number(version))) return { epoch, version: Number(version) };
  throw new AppError(
    'invalid-resume-token',
    'The resume token is none that a stream of this service has sent.',
    'resume_token',
  );
}
