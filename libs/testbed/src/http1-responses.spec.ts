import { describe, expect, it } from 'vitest';

import { parseResponses } from './http1-responses.ts';

const OK = 'HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nhi';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n';
const parse = (text: string, methods: string[] = [], hasEnded = false) => parseResponses(text, methods, hasEnded);

describe('responses on a connection', () => {
  it('are parsed one after the other, with interim ones apart', () => {
    expect(parse(`HTTP/1.1 100 Continue\r\n\r\n${OK}${CHUNKED}`)).toEqual({
      interim: [100],
      responses: [
        { status: 200, headers: { 'x-a': '1, 2', 'content-length': '2' }, body: 'hi' },
        { status: 200, headers: { 'transfer-encoding': 'chunked' }, body: 'abcd' },
      ],
      rest: '',
    });
  });

  it.each([1, 10, OK.length - 1])('leave an incomplete one of %i bytes over', (length) => {
    expect(parse(OK + OK.slice(0, length))).toMatchObject({ responses: [{ body: 'hi' }], rest: OK.slice(0, length) });
  });

  it.each([50, CHUNKED.length - 1])('leave incomplete chunks of %i bytes over', (length) => {
    expect(parse(CHUNKED.slice(0, length))).toMatchObject({ responses: [], rest: CHUNKED.slice(0, length) });
  });

  it('have no body in response to HEAD', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', ['HEAD']).responses).toMatchObject([{ body: '' }]);
  });

  it('without a length extend to the end of the connection', () => {
    expect(parse('HTTP/1.1 200 OK\r\n\r\nall of it', [], true).responses).toMatchObject([{ body: 'all of it' }]);
  });

  it.each([
    ['FTP/1.1 200 OK\r\n\r\n', 'no status line'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'no header'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'no chunk'],
  ])('must be HTTP/1.1, which %j is not', (text, reason) => {
    expect(() => parse(text)).toThrow(reason);
  });
});
