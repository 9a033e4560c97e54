// Parts of hostile HTTP/1.1 requests: paths, headers and values.
import { INHERITED, VISIBLE, type Random } from './random.ts';

export const RESERVATIONS_PATH = '/product/9310301/reservations';

export const PATHS = [
  '/product/9310301',
  '/product/931030.html',
  '/product/9310301.json?view=hops',
  // Not its events, whose response never ends: the run reads each response whole.
  '/product/9310301/live',
  RESERVATIONS_PATH,
  `${RESERVATIONS_PATH}/8e03978e-40d5-43dd-bc93-6894a57f9324`,
  '/product',
  '/',
  '/openapi.json',
  '/livez',
  '/readyz',
  '/metrics',
  '/health',
  '/productInventory/9310301',
  '/productPrice/9310301',
  '/productReviews/9310301',
] as const;

/** The headers that the services read. */
const HEADERS = [
  'Accept',
  'If-None-Match',
  'x-request-id',
  'x-call-id',
  'traceparent',
  'tracestate',
  'baggage',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-sampled',
  'x-tester',
  'x-fault',
  'x-forwarded-client-cert',
  'l5d-client-id',
  'x-envoy-attempt-count',
  'Range',
  'Cookie',
  'Idempotency-Key',
  'Content-Type',
] as const;

const VALUES = [
  '',
  ',',
  '*',
  '*/*;q=0',
  'text/html;q=0.000',
  'text/html;q=NaN, application/json;q=-1',
  '00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff',
  '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
  'd',
  '0',
  'price=UNAVAILABLE;first=1, reviews=delay:1ms',
  'price=hang;percent=0.01',
  'price=constructor',
  'By=;Hash=;URI="spiffe://a\\',
  '"',
  '99999999999999999999',
  ...INHERITED,
] as const;

export const randomTarget = (random: Random): string => {
  if (random.chance(40)) return random.pick(PATHS);
  const id = random.pick([
    '0',
    '-1',
    '007',
    '9007199254740992',
    '1e3',
    '9310301.html.json',
    '%39310301',
    '%00',
    '%',
    '%zz',
    '%ff',
    '..',
    '../livez',
    random.text('0123456789', 40),
    random.text(VISIBLE, 60),
    'x'.repeat(random.integer(1, 12_000)),
    ...INHERITED,
  ]);
  return random.pick([
    `/product/${id}`,
    `/productPrice/${id}`,
    `/product/${id}/live`,
    `/product/${id}/reservations/${id}`,
    `/product?pageToken=${id}&pageSize=${id}`,
    `/product/9310301?view=${id}&${id}`,
    `//${id}`,
    `http://example.test/product/${id}`,
    `/${id}`,
    id.startsWith('/') ? id : `/${id}?#${id}`,
  ]);
};

export function randomHeaders(random: Random): string {
  const lines = Array.from({ length: random.integer(0, random.chance(5) ? 150 : 6) }, () => {
    const value = random.chance(50) ? random.pick(VALUES) : random.text(`${VISIBLE} \t`, 80);
    return `${random.pick(HEADERS)}: ${value}\r\n`;
  });
  return lines.join('');
}
