import { status } from '@grpc/grpc-js';
import { BaseServerInterceptingCall } from '@grpc/grpc-js/build/src/server-interceptors.js';

/** Internal to grpc-js 1.14.7 (server-interceptors.js:407, :430): sets the deadline of a call by its header grpc-timeout. */
const HANDLE_TIMEOUT_HEADER = 'handleTimeoutHeader';

/** The internal parts of grpc-js's server call that a timeout sets. */
interface TimedCall {
  [HANDLE_TIMEOUT_HEADER]?(header: string | Buffer): void;
  /** In milliseconds since the epoch. */
  deadline: number;
  deadlineTimer: NodeJS.Timeout | null;
  sendStatus(status: { code: status; details: string; metadata: null }): void;
}

/** Timeout of gRPC over HTTP/2: at most eight digits and a unit. */
const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** The longest time of a timer, nearly 25 days. grpc-js's client sets none beyond it either. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Makes the servers of this process accept timeouts of 25 days and more, up to the 11,000 years that gRPC can express. grpc-js
 * computes them in 32 bits, so that such a deadline has passed at once or comes far too early. A malformed timeout is
 * INVALID_ARGUMENT; grpc-js finds a timeout within it, or responds INTERNAL. If grpc-js has no such internal function, nothing
 * is changed and long-timeouts.spec.ts fails.
 */
export function acceptLongTimeouts(): void {
  const prototype = BaseServerInterceptingCall.prototype as unknown as TimedCall;
  if (HANDLE_TIMEOUT_HEADER in prototype) prototype[HANDLE_TIMEOUT_HEADER] = setDeadline;
}

function setDeadline(this: TimedCall, header: string | Buffer): void {
  const [, count, unit] = TIMEOUT.exec(String(header)) ?? [];
  if (count === undefined || unit === undefined) {
    const details = 'The header grpc-timeout must be 1 to 8 digits and a unit: H, M, S, m, u or n.';
    // grpc-js calls this in the constructor of the call, which can't send a status yet.
    process.nextTick(() => this.sendStatus({ code: status.INVALID_ARGUMENT, details, metadata: null }));
    return;
  }
  const timeoutMs = Math.trunc(Number(count) * (UNIT_MS[unit] ?? 0));
  this.deadline = Date.now() + timeoutMs;
  if (timeoutMs > MAX_TIMER_MS) return;
  this.deadlineTimer = setTimeout(
    () => this.sendStatus({ code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded', metadata: null }),
    timeoutMs,
  );
}
