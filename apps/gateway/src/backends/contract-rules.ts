import type { MethodDefinition } from '@grpc/grpc-js';

import type { Money } from '#contracts';

import type { BackendReason } from './backend-failure.ts';

/**
 * What breaks the contract in a response, such as `options[1].quantity is -1`; undefined if nothing does. The rules are
 * those of the comments in proto/, which protobuf itself does not check.
 */
export type ContractRule<Request, Response> = (response: Response, request: Request) => string | undefined;

/** An RPC of a backend, and the rule that each of its responses has to satisfy. */
export interface CheckedMethod<Request, Response> {
  readonly definition: MethodDefinition<Request, Response>;
  readonly breach: ContractRule<Request, Response>;
  /** The errors of the method that its google.rpc.ErrorInfo names; other errors are known by their gRPC status. */
  readonly reasons?: readonly BackendReason[];
}

/** The limits that the comments in proto/product_gateway state; those of texts are in UTF-16 code units. */
export const MAX_LINE_LENGTH = 1000;
export const MAX_TEXT_LENGTH = 10_000;
export const MAX_PICTURE_LENGTH = 100_000;
export const MAX_OPTIONS = 1000;
export const MAX_PAGE_SIZE = 100;
export const MAX_PAGE_TOKEN_LENGTH = 1000;

// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x1f\x7f]/;
// eslint-disable-next-line no-control-regex
const CONTROL_BUT_WHITE_SPACE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const CURRENCY = /^[A-Z]{3}$/;
const MAX_NANOS = 999_999_999;

/** One line of plain text. */
export function lineBreach(text: string, path: string): string | undefined {
  if (text.length > MAX_LINE_LENGTH) return tooLong(path, text.length, MAX_LINE_LENGTH);
  return CONTROL.test(text) ? `${path} has a control character` : undefined;
}

/** Plain text of several lines. */
export function textBreach(text: string, path: string): string | undefined {
  if (text.length > MAX_TEXT_LENGTH) return tooLong(path, text.length, MAX_TEXT_LENGTH);
  return CONTROL_BUT_WHITE_SPACE.test(text) ? `${path} has a control character` : undefined;
}

/** A data: URL of an SVG picture, or empty. */
export function pictureBreach(url: string, path: string): string | undefined {
  if (url.length > MAX_PICTURE_LENGTH) return tooLong(path, url.length, MAX_PICTURE_LENGTH);
  if (url !== '' && !/^data:image\/svg\+xml[;,]/.test(url)) return `${path} is no data: URL of an SVG picture`;
  return CONTROL.test(url) ? `${path} has a control character` : undefined;
}

/** A whole number between two bounds, both allowed. A decoder gives whole numbers up to 2^53-1. */
export function rangeBreach(value: number, min: number, max: number, path: string): string | undefined {
  return value < min || value > max ? `${path} is ${value}, not from ${min} to ${max}` : undefined;
}

/** The requested id. */
export function idBreach(id: number, requested: number, path: string): string | undefined {
  return id === requested ? undefined : `${path} is ${id}, not the requested ${requested}`;
}

/** An amount as google.type.Money describes it. */
export function moneyBreach({ currencyCode, units, nanos }: Money, path: string): string | undefined {
  if (!CURRENCY.test(currencyCode)) return `${path}.currency_code is not three capital letters`;
  if (nanos < -MAX_NANOS || nanos > MAX_NANOS) return `${path}.nanos is ${nanos}`;
  return (units > 0 && nanos < 0) || (units < 0 && nanos > 0) ? `${path} has units and nanos of two signs` : undefined;
}

/**
 * Options, each with an id of its own.
 *
 * @param rule what breaks the contract in one of them
 */
export function optionsBreach<T extends { optionId: number }>(
  options: readonly T[],
  rule: (option: T) => string | undefined,
): string | undefined {
  if (options.length > MAX_OPTIONS) return `there are ${options.length} options, more than ${MAX_OPTIONS}`;
  let last = 0;
  let isAscending = true;
  for (const [index, option] of options.entries()) {
    const { optionId } = option;
    const breach = rangeBreach(optionId, 1, Number.MAX_SAFE_INTEGER, 'option_id') ?? rule(option);
    if (breach !== undefined) return `options[${index}].${breach}`;
    isAscending &&= optionId > last;
    last = optionId;
  }
  // Ascending ids, which are the usual case, are unique.
  if (isAscending || new Set(options.map(({ optionId }) => optionId)).size === options.length) return undefined;
  return 'an option_id occurs twice';
}

const tooLong = (path: string, length: number, max: number): string => `${path} has ${length} characters, not ${max}`;
