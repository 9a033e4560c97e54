import { CHANNEL_CASES } from './channel-cases.ts';
import type { CaseContext, InteropCase } from './interop-case.ts';
import { MESSAGE_CASES } from './message-cases.ts';
import { STATUS_CASES } from './status-cases.ts';

/** The interop cases of the gRPC project that apply to unary calls. */
export const CASES: readonly InteropCase[] = [...MESSAGE_CASES, ...STATUS_CASES, ...CHANNEL_CASES];

/** A case that has not ended by then fails. */
const CASE_TIMEOUT_MS = 300_000;

export type CaseResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string };

/**
 * Runs a case, unless what it requires is missing.
 *
 * @param interrupted ends the case, which fails then
 */
export async function runCase(
  { requires, run }: InteropCase,
  context: CaseContext,
  interrupted = new AbortController().signal,
): Promise<CaseResult> {
  const missing = requires && context.missing[requires];
  if (missing !== undefined) return { kind: 'skipped', reason: missing };
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onInterrupt = () => reject(interrupted.reason as Error);
  interrupted.addEventListener('abort', onInterrupt);
  const timer = setTimeout(
    () => reject(new Error(`The case has not ended after ${CASE_TIMEOUT_MS / 1000} s.`)),
    CASE_TIMEOUT_MS,
  );
  try {
    await Promise.race([run(context), stopped]);
    return { kind: 'passed' };
  } catch (error) {
    return { kind: 'failed', reason: (error as Error).message };
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener('abort', onInterrupt);
  }
}
