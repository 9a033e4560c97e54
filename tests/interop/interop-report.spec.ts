import { expect, it } from 'vitest';

import { interopMarkdown, interopText, type InteropReport } from './interop-report.ts';

const report: InteropReport = {
  command: 'npm run interop',
  versions: 'grpc-go 1.2.3',
  results: [
    { caseName: 'empty_unary', transport: 'http2', endpoint: 'grpc-go', result: { kind: 'passed' } },
    { caseName: 'empty_unary', transport: 'grpc-js', endpoint: 'grpc-go', result: { kind: 'failed', reason: 'late' } },
    {
      caseName: 'empty_unary',
      transport: 'http2',
      endpoint: 'grpc-go through Envoy',
      result: { kind: 'skipped', reason: 'no Envoy' },
    },
    { caseName: 'empty_unary', transport: 'grpc-js', endpoint: 'grpc-go through Envoy', result: { kind: 'passed' } },
  ],
};

it('the text of a run has a line for each case and transport, and the reason of each failure', () => {
  expect(interopText(report)).toBe(
    [
      'case          transport   grpc-go   grpc-go through Envoy',
      'empty_unary   http2       passed    skipped: no Envoy',
      'empty_unary   grpc-js     failed    passed',
      '',
      'FAILED: empty_unary by grpc-js at grpc-go: late',
      '',
      'npm run interop: 2 passed, 1 failed, 1 skipped; grpc-go 1.2.3.',
    ].join('\n'),
  );
});

it('the section of the document has the command, the same lines and what each case asserts', () => {
  const section = interopMarkdown(report);
  expect(section).toContain('`npm run interop`: 2 passed, 1 failed, 1 skipped; grpc-go 1.2.3.');
  expect(section).toContain('| empty_unary | http2 | passed | skipped: no Envoy |');
  expect(section).toContain('| empty_unary | A request and a response of zero bytes. |');
});
