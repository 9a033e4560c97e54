import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { beginningOf, differenceOf, unusedWords } from './compare-output.ts';
import { parseOutputOptions } from './info-string.ts';

const PAGE = `\
600 requests in 6.08 s, 98.6 responses a second

p50 78.85 ms   p90 517.63 ms

status     responses
     200         600
degraded           0

service   version   instance                    hops   share
price     v1        price-v1-584fcd58bd-5cl9v    550    91.7 %   OK 550
price     v2        price-v2-6b66d65db6-9zd2t     50     8.3 %   OK 50`;

const { ranges } = parseOutputOptions('price-v1=90%of600 price-v2=10%of600 p50=any');

/** The page with other names, times and counts. */
function observed(v2: number, change: (output: string) => string = (output) => output): string {
  const output = PAGE.replace('6.08 s, 98.6', '12.51 s, 47.9')
    .replace('584fcd58bd-5cl9v', '7d9c5b4f6d-xk2mz')
    .replace('p50 78.85 ms   p90 517.63 ms', 'p50 8.10 ms   p90 12.00 ms')
    .replaceAll(/\b550\b/g, `${600 - v2}`)
    .replaceAll(/\b50\b/g, `${v2}`)
    .replace('91.7 %', `${((600 - v2) / 6).toFixed(1)} %`)
    .replace('v2        price', 'v2     price');
  return change(output);
}

describe('the output of a command', () => {
  it('agrees with the page if only names, times, rates and shares within their interval differ', () => {
    expect(differenceOf(PAGE, PAGE, ranges)).toBeUndefined();
    for (const v2 of [45, 60, 75]) expect(differenceOf(PAGE, observed(v2), ranges)).toBeUndefined();
  });

  it.each([
    ['a share out of its interval', observed(120)],
    ['a share of none', observed(0)],
    ['another status', observed(60, (output) => output.replace('200         600', '503         600'))],
    [
      'another count that has no range',
      observed(60, (output) => output.replace('degraded           0', 'degraded           1')),
    ],
    ['a missing line', observed(60, (output) => output.replace(/price +v2.*/, ''))],
    ['a further line', observed(60, (output) => `${output}\nprice     v3        price-v3-584fcd58bd-5cl9v     1`)],
    ['another Deployment', observed(60, (output) => output.replace('price-v2-', 'price-v3-'))],
    ['another gRPC status', observed(60, (output) => output.replace('OK 60', 'INTERNAL 60'))],
    ['nothing', ''],
  ])('differs from the page with %s', (_what, output) => {
    expect(differenceOf(PAGE, output, ranges)).toMatch(/^[-+] /m);
  });

  it('is shown as a diff with the lines as they are', () => {
    expect(differenceOf('a 1\nb 2', 'a 1\nb 3')).toBe('  a 1\n- b 2\n+ b 3');
  });

  it('agrees with itself, whatever it is', () => {
    const agrees = fc.property(fc.string(), (output) => void expect(differenceOf(output, output)).toBeUndefined());
    expect(() => fc.assert(agrees)).not.toThrow();
  });

  it('differs from one with another word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 });
    const differs = fc.property(words, fc.nat(), (list, at) => {
      const other = list.with(at % list.length, 'Other');
      expect(differenceOf(list.join('\n'), other.join('\n'))).toBeDefined();
    });
    expect(() => fc.assert(differs)).not.toThrow();
  });

  it('of a job in the background has as many lines as the page', () => {
    expect(beginningOf('Forwarding from 127.0.0.1\nForwarding from [::1]', 'one line')).toBe(
      'Forwarding from 127.0.0.1',
    );
    expect(beginningOf('', 'one line')).toBe('');
  });
});

describe('a word with a range', () => {
  it('has its number after it, or else before it', () => {
    const options = parseOutputOptions('OK=300..300 retried=30%of300');
    expect(differenceOf('OK 300   90 retried', 'OK 300   85 retried', options.ranges)).toBeUndefined();
    expect(differenceOf('OK 300   90 retried', 'OK 300   20 retried', options.ranges)).toBeDefined();
    expect(differenceOf('OK 300   90 retried', 'OK 299   90 retried', options.ranges)).toBeDefined();
  });

  it('is unused if no line has it with a number after it', () => {
    const { ranges: some } = parseOutputOptions('price-v2=any price-v3=any status=any');
    expect(unusedWords(PAGE, some)).toEqual(['price-v3', 'status']);
  });
});
