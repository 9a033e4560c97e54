import { describe, expect, it } from 'vitest';

import { parseCommandOptions, parseOutputOptions } from './info-string.ts';

describe('the words after sh', () => {
  it('are none by default', () => {
    expect(parseCommandOptions('')).toEqual({ mesh: undefined, isRun: true, exitCode: 0 });
  });

  it('name the mesh, an exit code, and that the commands are not run', () => {
    const options = { mesh: 'linkerd', isRun: false, exitCode: 22 };
    expect(parseCommandOptions(' on=linkerd  exit=22 run=never ')).toEqual(options);
  });

  it.each(['on=consul', 'run=often', 'exit=0', 'exit=one', 'timeout=3', 'never', '=3', 'on='])(
    '%s is refused',
    (info) => {
      expect(() => parseCommandOptions(info)).toThrow(/on=|is unknown|is not NAME=VALUE/);
    },
  );
});

describe('the words after text', () => {
  it('name the mesh and the ranges of numbers', () => {
    const { mesh, ranges } = parseOutputOptions('on=istio price-v2=10%of600 degraded=any');
    expect(mesh).toBe('istio');
    expect([...ranges.keys()]).toEqual(['price-v2', 'degraded']);
    expect(ranges.get('price-v2')?.accepts(300)).toBe(false);
  });

  it.each(['price-v2', 'price-v2=lots', 'on=consul'])('%s is refused', (info) => {
    expect(() => parseOutputOptions(info)).toThrow(/is not|must be one of/);
  });
});
