import type { ServerWritableStream, StatusObject } from '@grpc/grpc-js';

import type { FaultRule } from './fault-rule.ts';
import { injectedStatus, resetStream } from './inject-fault.ts';

/** By which node:stream writes a message of a Writable. */
const WRITE = '_write';

type Call = ServerWritableStream<unknown, unknown>;

/** What a stream does with a fault. */
export interface StreamFaultListener {
  /** A rule takes effect. */
  onInject(rule: FaultRule): void;
  /** Ends the stream with a status. */
  end(status: StatusObject): void;
}

/**
 * Applies rules with `messages` to a server-streaming call: each takes effect when so many messages have been sent. It is
 * applied where messages leave the call, so that a delay or a hang is back pressure to their source as a slow network is.
 */
export function injectStreamFaults(rules: readonly FaultRule[], call: Call, listener: StreamFaultListener): void {
  if (rules.length === 0) return;
  const write = call[WRITE];
  const pending = new Set(rules);
  let sent = 0;
  let delayMs = 0;
  let hangs = false;
  let hasEnded = false;

  const afterMessage = () => {
    sent += 1;
    for (const rule of pending) {
      if ((rule.messages ?? 0) > sent || hangs || hasEnded) continue;
      pending.delete(rule);
      listener.onInject(rule);
      if (rule.action === 'delay') delayMs += rule.delayMs;
      else if (rule.action === 'hang') hangs = true;
      else if (rule.action === 'reset') resetStream(call);
      else {
        hasEnded = true;
        listener.end(injectedStatus(rule.action, rule.text));
      }
    }
  };

  call[WRITE] = (message: unknown, encoding, callback) => {
    // Without a callback the call writes no further message.
    if (hangs) return;
    // What waited when the stream ended comes before its status.
    if (hasEnded) return callback();
    const send = () =>
      write.call(call, message, encoding, (error: Error | null | undefined) => {
        if (!error) afterMessage();
        callback(error);
      });
    if (delayMs > 0) setTimeout(send, delayMs);
    else send();
  };
}
