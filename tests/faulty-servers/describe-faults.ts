// The life of a channel whose server is faulty at first, for the specs of each kind of fault.
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { GRPC_TRANSPORTS, openUnaryChannel, type GrpcTransportName } from '#grpc';
import type { UnaryChannel, UnaryResponse } from '#grpc-http2-client';
import { RawHttp2Server, until, type RawHttp2Script, type RawServerStream } from '#testbed';

/** The code that is expected of each transport. */
export type ExpectedCode = number | Readonly<Record<GrpcTransportName, number>>;

export interface Fault {
  /** What the server does: `after RST_STREAM with CANCEL`. */
  readonly when: string;
  /** For each request, or for each connection and stream. */
  readonly server: ((stream: RawServerStream) => void) | RawHttp2Script;
  readonly code: ExpectedCode;
  /** What the details must contain, where they are those of the server. */
  readonly details?: string;
  /** Most calls must end long before their deadline; others end only by it. */
  readonly timeoutMs?: number;
  /** A silent connection must be replaced, which takes a keepalive interval. */
  readonly reconnectsOnlyByKeepalive?: boolean;
}

/** No call of these specs takes so long, on however busy a machine, unless its deadline ends it. */
const TIMEOUT_MS = 10_000;
/** How much earlier: clocks and timers have whole milliseconds. */
const EARLINESS_MS = 5;
/** How much later than its deadline a call may end on a busy machine. */
const LATENESS_MS = 5000;
const RECOVERY_TIMEOUT_MS = 15_000;
/** A PING is sent each 10 s, and must be acknowledged within 5 s. */
const KEEPALIVE_RECOVERY_TIMEOUT_MS = 40_000;
const TEST_TIMEOUT_MS = 90_000;
const MESSAGE = Buffer.from('a message of the request');

export interface TimedResponse extends UnaryResponse {
  /** The time from the call to its end. */
  readonly tookMs: number;
}

/** Calls a server with a message, and resolves when the call has ended. */
export function callUnary(channel: UnaryChannel, timeoutMs = TIMEOUT_MS, message = MESSAGE): Promise<TimedResponse> {
  const startedAt = performance.now();
  const request = { path: '/test.Echo/Call', message, metadata: {}, deadline: Date.now() + timeoutMs };
  return new Promise((resolve) =>
    channel.call(request, (response) => resolve({ ...response, tookMs: performance.now() - startedAt })),
  );
}

/** Calls until a server responds with the message of the request. */
export async function untilServed(channel: UnaryChannel, timeoutMs = RECOVERY_TIMEOUT_MS): Promise<void> {
  await until(async () => isServed(await callUnary(channel, 2000)), {
    timeoutMs,
    intervalMs: 50,
    what: 'a call is served',
  });
}

/** Whether a response is that of a healthy server. */
export const isServed = ({ code, message }: UnaryResponse): boolean =>
  code === status.OK && message !== undefined && MESSAGE.equals(message);

/**
 * Defines a test of each transport and fault: the call ends with the code, before its deadline or by it; the channel then
 * reaches a healthy server at the same address; and once it is closed, it leaves no connection open.
 */
export function describeFaults(subject: string, faults: readonly Fault[]): void {
  describe.each(GRPC_TRANSPORTS)(`over %s ${subject}`, { concurrent: true, timeout: TEST_TIMEOUT_MS }, (transport) => {
    it.each(faults.map((fault) => [...codeOf(fault.code, transport), fault.when, fault] as const))(
      'ends with %s (%i) %s',
      async (
        _name,
        code,
        _when,
        { server: faulty, details = '', timeoutMs = TIMEOUT_MS, reconnectsOnlyByKeepalive },
      ) => {
        await using server = await RawHttp2Server.start(typeof faulty === 'function' ? { onRequest: faulty } : faulty);
        const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
        const response = await callUnary(channel, timeoutMs);
        expect(response).toMatchObject({ code, details: expect.stringContaining(details) });
        const [atLeastMs, atMostMs] =
          code === status.DEADLINE_EXCEEDED ? [timeoutMs - EARLINESS_MS, timeoutMs + LATENESS_MS] : [0, timeoutMs];
        expect(response.tookMs).toBeGreaterThanOrEqual(atLeastMs);
        expect(response.tookMs).toBeLessThan(atMostMs);

        server.script = {};
        await untilServed(channel, reconnectsOnlyByKeepalive ? KEEPALIVE_RECOVERY_TIMEOUT_MS : RECOVERY_TIMEOUT_MS);
        channel.close();
        await until(() => server.openConnections === 0, {
          timeoutMs: RECOVERY_TIMEOUT_MS,
          intervalMs: 50,
          what: 'the closed channel has closed its connections',
        });
      },
    );
  });
}

function codeOf(expected: ExpectedCode, transport: GrpcTransportName): readonly [name: string, code: number] {
  const code = typeof expected === 'number' ? expected : expected[transport];
  return [status[code] ?? 'an unknown code', code];
}
