import { Metadata } from '@grpc/grpc-js';
import { anyText, fieldValue, INHERITED_EXAMPLES, INHERITED_NAMES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { httpHeaders } from '../header-lookup.ts';
import { readRemoteTrace, readTracestate, TRACE_HEADERS } from './trace-context.ts';

const NAMES = TRACE_HEADERS.map(([name]) => name);
const HEX = [...'0123456789abcdef'];

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...HEX), minLength: length, maxLength: length });
const ids = (length: number) => hex(length).filter((id) => /[^0]/.test(id));
const traces = () => fc.record({ traceId: ids(32), spanId: ids(16) });

/** Values that come close to trace context, and others that are far from it. */
const values = () =>
  fc.oneof(
    fieldValue(),
    anyText(),
    fc
      .array(fc.oneof(hex(2), hex(16), hex(32), fc.constantFrom('-', '0', '1', 'd', 'D', 'true', 'False', '00', ',')), {
        maxLength: 8,
      })
      .map((parts) => parts.join('-')),
  );

const read = (headers: Record<string, string>) => readRemoteTrace(httpHeaders(headers));
const tracestate = (value: string) => readTracestate(httpHeaders({ tracestate: value }));

describe('the trace of a request', () => {
  it('has valid ids or none, whatever its headers are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...NAMES), values()), (headers) => {
        const trace = read(headers);
        if (trace === undefined) return;
        expect(trace.traceId ?? 'f'.repeat(32)).toMatch(/^(?!0{32})[\da-f]{32}$/);
        expect(trace.spanId ?? 'f'.repeat(16)).toMatch(/^(?!0{16})[\da-f]{16}$/);
        expect(trace.traceId === undefined).toBe(trace.spanId === undefined);
      }),
      {
        numRuns: 3000,
        examples: INHERITED_NAMES.map((value): [Record<string, string>] => [
          Object.fromEntries(NAMES.map((name) => [name, value])),
        ]),
      },
    );
  });

  it('is that of any valid traceparent, with its sampling decision', () => {
    fc.assert(
      fc.property(traces(), hex(2), ({ traceId, spanId }, flags) => {
        const sampled = (Number.parseInt(flags, 16) & 1) === 1;
        expect(read({ traceparent: `00-${traceId}-${spanId}-${flags}` })).toMatchObject({ traceId, spanId, sampled });
      }),
      { numRuns: 1000 },
    );
  });

  it('is that of any valid b3, in one header and in many, in any case of letters', () => {
    fc.assert(
      fc.property(traces(), fc.boolean(), fc.boolean(), ({ traceId, spanId }, sampled, capitals) => {
        const cased = (id: string) => (capitals ? id.toUpperCase() : id);
        const decision = sampled ? '1' : '0';
        const single = { b3: `${cased(traceId)}-${cased(spanId)}-${decision}` };
        const multiple = {
          'x-b3-traceid': cased(traceId),
          'x-b3-spanid': cased(spanId),
          'x-b3-sampled': decision,
        };
        for (const headers of [single, multiple]) expect(read(headers)).toMatchObject({ traceId, spanId, sampled });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a trace header that is passed on', () => {
  it.each(TRACE_HEADERS.map(([name, grammar]) => ({ name, grammar })))(
    'is legal metadata wherever $name has its grammar',
    ({ name, grammar }) => {
      fc.assert(
        fc.property(values(), (value) => {
          expect(() => new Metadata().set(name, grammar.test(value) ? value : '')).not.toThrow();
        }),
        { numRuns: 500 },
      );
    },
  );
});

describe('a tracestate', () => {
  const lists = () =>
    fc.oneof(
      textOfTokens(['a=1', 'b=2', 'tenant@sys=x', ',', ' ', '\t', '\u00a0', '=', ' , ', 'A=1', '\u3000']),
      fc
        .array(fc.tuple(fc.constantFrom(...'abcdefgh'), fc.integer({ min: 1, max: 256 })), { maxLength: 34 })
        .map((members) => members.map(([key, length]) => `${key}=${'v'.repeat(length)}`).join(',')),
      fieldValue(),
      anyText(),
    );

  it('is dropped, or passed on as legal metadata of at most 512 characters and 32 members', () => {
    fc.assert(
      fc.property(lists(), (value) => {
        const passed = tracestate(value);
        if (passed === undefined) return;
        new Metadata().set('tracestate', passed);
        expect(passed.length).toBeLessThanOrEqual(512);
        expect(passed.split(',').filter((member) => member.trim() !== '').length).toBeLessThanOrEqual(32);
      }),
      { numRuns: 3000, examples: [...INHERITED_EXAMPLES, ['a=1,\tb=2'], ['a=1,\u00a0'], ['\t'], [' ']] },
    );
  });

  it('that was passed on is passed on unchanged by the next service', () => {
    fc.assert(
      fc.property(lists(), (value) => {
        const passed = tracestate(value);
        expect(passed && tracestate(passed)).toBe(passed);
      }),
      { numRuns: 3000 },
    );
  });
});
