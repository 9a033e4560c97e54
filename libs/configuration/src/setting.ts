import { domainToASCII } from 'node:url';

import * as v from 'valibot';

/** One environment variable: its description, its default, and the schema that parses its text. */
export interface Setting<T> {
  readonly description: string;
  /** The default, as text of the environment. */
  readonly fallback: string;
  readonly schema: v.GenericSchema<string, T>;
  /** Whether its text may have a password, so that no message shows it. */
  readonly isSecret?: boolean;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of a set of settings, each under the name of its variable. */
export type Config<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

const integer = (min: number, max: number, what: string) => {
  const message = `must be ${what} from ${min} to ${max}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
};

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A whole number between two bounds, both allowed. */
export const numberSetting = (fallback: number, min: number, max: number, description: string): Setting<number> => ({
  description,
  fallback: String(fallback),
  schema: integer(min, max, 'a whole number'),
});

/** A TCP port; 0 lets the system choose. */
export const portSetting = (fallback: number, description: string): Setting<number> => ({
  description,
  fallback: String(fallback),
  schema: integer(0, 65_535, 'a port'),
});

/** A span of time such as 800ms, 3s, 1m or 2h, in milliseconds. */
export const durationSetting = (
  fallback: string,
  description: string,
  { min = '0s', max = '60m' }: { min?: string; max?: string } = {},
): Setting<number> => {
  const message = `must be a duration such as 800ms, 3s or 1m, from ${min} to ${max}`;
  return {
    description,
    fallback,
    schema: v.pipe(
      v.string(),
      v.regex(/^\d{1,9}(ms|s|m|h)$/, message),
      v.transform(toMilliseconds),
      v.minValue(toMilliseconds(min), message),
      v.maxValue(toMilliseconds(max), message),
    ),
  };
};

/** One word of a fixed list, which is in lower case; a value may be in any case. */
export const choiceSetting = <const T extends readonly string[]>(
  choices: T,
  fallback: T[number],
  description: string,
): Setting<T[number]> => ({
  description,
  fallback,
  schema: v.pipe(v.string(), v.toLowerCase(), v.picklist(choices, `must be one of ${choices.join(', ')}`)),
});

/**
 * A host name or an IP address; an IPv6 address may be in brackets, as in URLs. An internationalised name is converted to
 * the form of DNS (RFC 5890).
 */
export const hostSetting = (fallback: string, description: string): Setting<string> => ({
  description,
  fallback,
  schema: v.pipe(
    v.string(),
    v.trim(),
    v.transform((text) => text.replace(/^\[([\da-f.:]+)\]$/i, '$1')),
    v.transform((text) => (/^[\x20-\x7e]*$/.test(text) ? text : domainToASCII(text))),
    v.regex(/^[\w.:-]{1,254}$/, 'must be a host name or an IP address, without a port or a zone'),
  ),
});

/** on or off, in any case, as true or false. */
export const switchSetting = (fallback: 'on' | 'off', description: string): Setting<boolean> => ({
  description,
  fallback,
  schema: v.pipe(
    v.string(),
    v.toLowerCase(),
    v.picklist(['on', 'off'], 'must be on or off'),
    v.transform((text) => text === 'on'),
  ),
});

/** The name of one instance, such as a pod's; empty if it is not given. */
export const instanceSetting = (description: string): Setting<string> => ({
  description,
  fallback: '',
  schema: v.pipe(v.string(), v.regex(/^[\w.-]{0,253}$/, 'must be a name of letters, digits, dots, hyphens')),
});

/** At most 8 lower-case names of headers; not those by which HTTP and gRPC themselves work, nor those of hops. */
export const headerNamesSetting = (fallback: string, description: string): Setting<string[]> => ({
  description,
  fallback,
  schema: v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((name) => name.trim())),
    v.everyItem(
      (name) => HEADER_NAME.test(name) && !RESERVED_HEADER.test(name),
      'must be header names such as x-tester,x-tenant, in lower case, none that HTTP, gRPC or hops use themselves',
    ),
    v.maxLength(8, 'must be at most 8 header names'),
  ),
});

const HEADER_NAME = /^[a-z\d][a-z\d_-]{0,63}$/;
const RESERVED_HEADER =
  /^(grpc-.*|x-hop|x-call-id|x-fault|.*-bin|connection|content-.*|host|http2-settings|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|user-agent)$/;

/** The endpoint of an OTLP receiver: a URL, or a host with its port; empty if there is none. */
export const endpointSetting = (description: string): Setting<string> => ({
  description,
  fallback: '',
  schema: v.pipe(
    v.string(),
    v.trim(),
    v.check(isEndpoint, 'must be a URL such as http://localhost:4318, or a host and port'),
  ),
});

function isEndpoint(text: string): boolean {
  if (text === '' || /\s/.test(text)) return text === '';
  const url = text.includes('://') ? text : `http://${text}`;
  return /^(?:https?:\/\/[^/]|unix:)/i.test(url) && URL.canParse(url);
}

/** Any text, for variables whose specification has unknown values warned of and ignored. */
export const textSetting = (fallback: string, description: string): Setting<string> => ({
  description,
  fallback,
  schema: v.pipe(
    v.string(),
    v.trim(),
    v.transform((text) => text || fallback),
  ),
});

/** Any words, separated by commas. */
export const wordsSetting = (description: string): Setting<string[]> => ({
  description,
  fallback: '',
  schema: v.pipe(
    v.string(),
    v.transform((text) =>
      text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    ),
  ),
});

/** The milliseconds of a duration such as 800ms, 3s, 1m or 2h. */
export function toMilliseconds(duration: string): number {
  const unit = duration.replace(/^\d+/, '') as keyof typeof MILLISECONDS;
  return Number.parseInt(duration, 10) * MILLISECONDS[unit];
}
