import type { HeaderLookup } from '../header-lookup.ts';

/**
 * The headers of trace context, each with its grammar: the W3C's Trace Context and Baggage, and B3
 * (https://github.com/openzipkin/b3-propagation). A header outside its grammar counts as absent. tracestate has
 * readTracestate.
 */
const GRAMMAR = {
  // Version 00 has nothing after its flags; later versions may have, and ff is no version.
  traceparent:
    /^(?!ff|00-.{53})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-[\x21-\x7e]{0,200})?$/,
  baggage: /^[\x20-\x7e]{1,8192}$/,
  b3: /^(?:([01d])|(?!0+-)((?:[\da-f]{16}){1,2})-(?!0{16})([\da-f]{16})(?:-([01d]))?(?:-[\da-f]{16})?)$/i,
  'x-b3-traceid': /^(?!0+$)(?:[\da-f]{16}){1,2}$/i,
  'x-b3-spanid': /^(?!0+$)[\da-f]{16}$/i,
  'x-b3-parentspanid': /^[\da-f]{16}$/i,
  'x-b3-sampled': /^(?:[01]|true|false)$/i,
  'x-b3-flags': /^[01]$/,
} as const satisfies Record<string, RegExp>;

/** Each header of trace context with its grammar, except tracestate. */
export const TRACE_HEADERS: readonly (readonly [name: string, grammar: RegExp])[] = Object.entries(GRAMMAR);

const TRACESTATE_MEMBER =
  /^([a-z\d][a-z\d_*/@-]{0,255})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
/** Trace Context, 3.3.1.1 and RFC 9110, 5.6.3: what members have, and the spaces and tabs around them. */
const TRACESTATE_CHARACTERS = /^[\t\x20-\x7e]*$/;
/** Trace Context, 3.3.1.1: the maximum number of members. */
const TRACESTATE_MEMBERS = 32;
/** Trace Context, 3.3.1.5: at least this length is propagated, and members longer than 128 characters are removed first. */
const TRACESTATE_LENGTH = 512;
const TRACESTATE_LARGE_MEMBER = 128;

const SPAN_SAMPLED = 1;

/** The trace context in the headers of a request. */
export interface RemoteTrace {
  /** 32 lower-case hexadecimal digits; absent if the headers have no ids. */
  readonly traceId?: string;
  /** 16 lower-case hexadecimal digits; absent if the headers have no ids. */
  readonly spanId?: string;
  /** The client's sampling decision; undefined leaves it to the sampler of this service. */
  readonly sampled: boolean | undefined;
  /** B3's debug flag: sampled, whatever a sampler decides. */
  readonly debug: boolean;
  /** Whether its format is W3C's, which has a tracestate. */
  readonly w3c: boolean;
}

/** The formats of trace context that are read. */
export interface TraceFormats {
  readonly w3c: boolean;
  readonly b3: boolean;
}

const ALL_FORMATS: TraceFormats = { w3c: true, b3: true };

/** Reads the trace of a request. A valid traceparent wins over B3, as in Linkerd's proxy, and `b3` over `x-b3-*`. */
export function readRemoteTrace(
  header: HeaderLookup,
  { w3c, b3 }: TraceFormats = ALL_FORMATS,
): RemoteTrace | undefined {
  return (w3c ? readTraceparent(header) : undefined) ?? (b3 ? (readB3(header) ?? readB3Multi(header)) : undefined);
}

/**
 * The value of a request's tracestate if it is valid, shortened to 512 characters, and without its tabs, which gRPC's
 * metadata can't have. A list that breaks the grammar is dropped as a whole (Trace Context, 3.3.1), and the traceparent
 * remains valid.
 */
export function readTracestate(header: HeaderLookup): string | undefined {
  const value = header('tracestate');
  if (value === undefined || !TRACESTATE_CHARACTERS.test(value)) return undefined;
  const members = value.split(',').map((member) => member.trim());
  const present = members.filter((member) => member !== '');
  const keys = new Set(present.map((member) => TRACESTATE_MEMBER.exec(member)?.[1]));
  if (present.length > TRACESTATE_MEMBERS || keys.size !== present.length || keys.has(undefined)) return undefined;
  if (value.length <= TRACESTATE_LENGTH && !value.includes('\t')) return value || undefined;
  return shortened(present).join(',') || undefined;
}

function shortened(members: string[]): string[] {
  const length = () => members.reduce((sum, member) => sum + member.length + 1, -1);
  for (let index = members.length - 1; index >= 0 && length() > TRACESTATE_LENGTH; index -= 1) {
    if ((members[index]?.length ?? 0) > TRACESTATE_LARGE_MEMBER) members.splice(index, 1);
  }
  while (length() > TRACESTATE_LENGTH) members.pop();
  return members;
}

function readTraceparent(header: HeaderLookup): RemoteTrace | undefined {
  const value = header('traceparent');
  const match = value === undefined ? null : GRAMMAR.traceparent.exec(value);
  if (!match) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  const sampled = (Number.parseInt(flags, 16) & SPAN_SAMPLED) !== 0;
  return { traceId, spanId, sampled, debug: false, w3c: true };
}

function readB3(header: HeaderLookup): RemoteTrace | undefined {
  const value = header('b3');
  const match = value === undefined ? null : GRAMMAR.b3.exec(value);
  if (!match) return undefined;
  const [, decision, traceId, spanId, state = decision] = match;
  return remoteB3(traceId, spanId, state === undefined ? undefined : state !== '0', state?.toLowerCase() === 'd');
}

function readB3Multi(header: HeaderLookup): RemoteTrace | undefined {
  const traceId = valid(header, 'x-b3-traceid');
  const spanId = valid(header, 'x-b3-spanid');
  const sampled = valid(header, 'x-b3-sampled');
  const debug = valid(header, 'x-b3-flags') === '1';
  const hasIds = traceId !== undefined && spanId !== undefined;
  if (!hasIds && sampled === undefined && !debug) return undefined;
  const decision = debug || (sampled === undefined ? undefined : /^(?:1|true)$/i.test(sampled));
  return hasIds ? remoteB3(traceId, spanId, decision, debug) : remoteB3(undefined, undefined, decision, debug);
}

function valid(header: HeaderLookup, name: keyof typeof GRAMMAR): string | undefined {
  const value = header(name);
  return value !== undefined && GRAMMAR[name].test(value) ? value : undefined;
}

/** B3's ids in the form of OpenTelemetry's: in lower case, and of a 64-bit trace id 128 bits. */
function remoteB3(
  traceId: string | undefined,
  spanId: string | undefined,
  sampled: boolean | undefined,
  debug: boolean,
): RemoteTrace {
  if (traceId === undefined || spanId === undefined) return { sampled, debug, w3c: false };
  return {
    traceId: traceId.toLowerCase().padStart(32, '0'),
    spanId: spanId.toLowerCase(),
    sampled,
    debug,
    w3c: false,
  };
}
