import { describe, expect, it, vi } from 'vitest';

import { requireOrSkip } from './require-or-skip.ts';

const ADVICE = '`apt-get install frobnicator` installs one.';

describe('requireOrSkip', () => {
  it('does not skip what is there', () => {
    expect(requireOrSkip('frobnicator', true, ADVICE, true)).toBe(false);
    expect(requireOrSkip('frobnicator', () => true, ADVICE, false)).toBe(false);
  });

  it('skips what is missing, and says what it is and how to get it', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(requireOrSkip('frobnicator', () => false, ADVICE, false)).toBe(true);
    expect(warn).toHaveBeenCalledExactlyOnceWith(`SKIPPED: no frobnicator. ${ADVICE}`);
    warn.mockRestore();
  });

  it('throws where nothing may be skipped', () => {
    expect(() => requireOrSkip('frobnicator', false, ADVICE, true)).toThrow(`no frobnicator. ${ADVICE}`);
  });

  it('requires everything where CI is set, by default', () => {
    vi.stubEnv('CI', 'true');
    expect(() => requireOrSkip('frobnicator', false, ADVICE)).toThrow('no frobnicator.');
    vi.unstubAllEnvs();
  });
});
