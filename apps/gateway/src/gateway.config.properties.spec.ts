import { anyText, INHERITED_EXAMPLES, INHERITED_NAMES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ConfigError, loadConfig, type Settings } from '#configuration';
import { backendSettings, computedOptionsSettings } from '#service-runtime';

import { gatewaySettings } from './gateway.config.ts';

/** Every setting that a service has. */
const SETTINGS: Settings = { ...backendSettings('price'), ...computedOptionsSettings, ...gatewaySettings };

const TOKENS = [
  ...'0 1 60 65535 99999999999999999 - . , : :: / // [ ] % @ # ? = ; ms s m h on off V2 info json'.split(' '),
  ...'http https unix: localhost xn-- ü 。 x-tester host grpc- price hang delay: percent'.split(' '),
  ...INHERITED_NAMES,
  ' ',
  '\n',
  '\u00a0',
  '\u2028',
];

const DURATIONS = Object.entries(SETTINGS).filter(([, { fallback }]) => /^\d+(?:ms|s|m|h)$/.test(fallback));
const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** The value of one setting; undefined if its text is refused in one line that names it. Any other error is thrown. */
function valueOrRefusal(name: string, text: string): unknown {
  const setting = SETTINGS[name];
  if (setting === undefined) throw new Error(`there is no setting ${name}`);
  try {
    return loadConfig({ [name]: setting }, { [name]: text })[name];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message.startsWith(`${name} is ${JSON.stringify(text)}, but must be `)).toBe(true);
    expect(error.message).not.toMatch(/[\r\n]/);
    return undefined;
  }
}

describe('a setting', () => {
  it.each(Object.keys(SETTINGS))('%s is loaded from any text, or refused in one line that names it', (name) => {
    fc.assert(
      fc.property(fc.oneof(anyText(), textOfTokens(TOKENS, 8)), (text) => {
        const value = valueOrRefusal(name, text);
        expect(typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0)).toBe(true);
        if (name.endsWith('_HOST') || name === 'LISTEN_ADDRESS') expect(value ?? 'host').toMatch(/^[\w.:-]+$/);
      }),
      { numRuns: 200, examples: INHERITED_EXAMPLES },
    );
  });

  it('of any environment is loaded, or refused in one line for each bad one', () => {
    const environments = fc.dictionary(fc.constantFrom(...Object.keys(SETTINGS)), textOfTokens(TOKENS, 4));
    fc.assert(
      fc.property(environments, (environment) => {
        const names = Object.keys(SETTINGS);
        const bad = names.filter((name) => valueOrRefusal(name, environment[name] ?? '') === undefined);
        let lines: string[] = [];
        try {
          loadConfig(SETTINGS, environment);
        } catch (error) {
          lines = (error as ConfigError).message.split('\n');
        }
        expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(bad);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a duration', () => {
  it.each(DURATIONS)('%s of any count and unit is loaded in milliseconds, or refused', (name) => {
    const units = fc.constantFrom(...(Object.keys(MILLISECONDS) as (keyof typeof MILLISECONDS)[]));
    fc.assert(
      fc.property(fc.nat(2000), units, (count, unit) => {
        const value = valueOrRefusal(name, `${count}${unit}`);
        if (value !== undefined) expect(value).toBe(count * MILLISECONDS[unit]);
        else expect(count * MILLISECONDS[unit] < 1000 || count * MILLISECONDS[unit] > 3_600_000).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
