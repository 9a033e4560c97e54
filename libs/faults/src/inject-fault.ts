import { constants } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

import { Metadata, status, type StatusObject } from '@grpc/grpc-js';

import { http2StreamOf } from './http2-stream.ts';
import type { FaultRule } from './fault-rule.ts';

/** A unary or a server-streaming call. It emits `cancelled` when its client cancels, and at its end. */
export interface FaultedCall {
  once(event: 'cancelled', listener: () => void): unknown;
}

/**
 * Applies a rule to a call, and resolves if the call continues.
 *
 * @throws StatusObject if the rule ends the call with a status.
 */
export async function injectFault(rule: FaultRule, call: FaultedCall): Promise<void> {
  switch (rule.action) {
    case 'delay':
      return wait(rule.delayMs, call);
    case 'reset':
      resetStream(call);
      return forever();
    case 'hang':
      return forever();
    default:
      throw injectedStatus(rule.action, rule.text);
  }
}

/** Ends early if the client cancels. */
async function wait(milliseconds: number, call: FaultedCall): Promise<void> {
  const gone = new AbortController();
  call.once('cancelled', () => gone.abort());
  await sleep(milliseconds, undefined, { signal: gone.signal }).catch(() => undefined);
}

/** Its listeners are garbage together with the call. */
const forever = (): Promise<never> => new Promise(() => undefined);

/** Sends RST_STREAM for this call alone, for which grpc-js has no API. */
export function resetStream(call: object): void {
  http2StreamOf(call)?.close(constants.NGHTTP2_INTERNAL_ERROR);
}

/** The status with which a rule ends a call. */
export function injectedStatus(name: keyof typeof status, rule: string): StatusObject {
  return { code: status[name], details: `an injected fault: ${rule}`, metadata: new Metadata() };
}
