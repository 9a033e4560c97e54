// Requests for reservations at the edges of HTTP, which http-edges.spec.ts sends to the gateway.
import { HOST, row, type Case } from './http-edges.cases.ts';

const post = (rest: string) => `POST /product/9310301/reservations HTTP/1.1\r\n${HOST}${rest}`;
/** @param rest the framing and the content */
const json = (rest: string) => post(`Content-Type: application/json\r\n${rest}`);
const reservation = (content: string, length = content.length) => json(`Content-Length: ${length}\r\n\r\n${content}`);
const ONE = '{"optionId":1,"quantity":1}';

export const RESERVATION_CASES: readonly Case[] = [
  row('a POST with content to a path that takes it', reservation(ONE), 201),
  row('a POST whose content comes in another packet', [reservation('', ONE.length), ONE], 201),
  row('a POST that expects 100-continue', [json(`Expect: 100-continue\r\nContent-Length: 27\r\n\r\n`), ONE], 201, {
    interim: [100],
  }),
  row('a POST whose content is cut off', reservation('{', 2), 400, { halfClose: true }),
  row('a POST with a bad chunk', json('Transfer-Encoding: chunked\r\n\r\nxyz\r\n'), 400),
  row('a POST with too much content', reservation('{}', 5000), 413),
  row('a POST without content', json('\r\n'), 400),
  row('a POST with content of no type', post('Content-Length: 2\r\n\r\n{}'), 415),
  row(
    'a POST with content of no type, and a request with a bad length behind it',
    post('Content-Length: 0\r\n\r\n') + json('Content-Length: -1\r\n\r\n'),
    [415, 400],
  ),
  row('two POSTs in one packet', reservation('{}') + reservation(ONE), [400, 201]),
];
