// Hostile RPCs, generated from a seed.
import { constants, type OutgoingHttpHeaders } from 'node:http2';

import { encodeFrame, encodeMessage, encodeSettings, PREFACE } from '../../libs/testbed/src/http2-frames.ts';
import { INHERITED, VISIBLE, type Random } from './random.ts';

/** One stream of an HTTP/2 connection. */
export interface HostileRpc {
  readonly kind: RpcKind;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** Ends the stream by RST_STREAM with this code in place of END_STREAM. */
  readonly reset?: number;
  /** Whether its framing is broken, which gRPC makes INTERNAL. */
  readonly mayBeInternal?: boolean;
}

const UNARY = [
  '/product_gateway.product.v1.ProductService/GetProduct',
  '/product_gateway.base_product.v1.BaseProductService/GetBaseProduct',
  '/product_gateway.base_product.v1.BaseProductService/ListBaseProducts',
  '/product_gateway.inventory.v1.InventoryService/GetInventory',
  '/product_gateway.price.v1.PriceService/GetPrice',
  '/product_gateway.reviews.v1.ReviewsService/ListReviews',
  '/grpc.health.v1.Health/Check',
] as const;
const WATCH = '/grpc.health.v1.Health/Watch';
const REFLECTION = [
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
] as const;

const metadataOf = (path: string): OutgoingHttpHeaders => ({
  ':method': 'POST',
  ':path': path,
  'content-type': 'application/grpc',
  te: 'trailers',
});

/** Field 1 as a varint: product_id of every request. */
const productId = (random: Random): Buffer =>
  random.chance(30) ? Buffer.from([8, 0xde, 0x9f, 0xb8, 4]) : Buffer.concat([Buffer.from([8]), varint(random)]);

function varint(random: Random): Buffer {
  const length = random.integer(1, 11);
  return Buffer.from(Array.from({ length }, (_, index) => random.integer(0, 127) | (index + 1 < length ? 128 : 0)));
}

/** A length-delimited field of a message. */
function text(field: number, value: string): Buffer {
  const bytes = Buffer.from(value).subarray(0, 127);
  return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
}

type Generator = (random: Random) => Omit<HostileRpc, 'kind'>;

const wellFormed: Generator = (random) => ({
  headers: metadataOf(random.pick(UNARY)),
  body: encodeMessage(productId(random)),
});

const GENERATORS = {
  'well-formed': wellFormed,
  message: (random) => ({
    // Not Watch, which stays open for as long as its client wants.
    headers: metadataOf(random.pick([...UNARY, ...REFLECTION])),
    body: encodeMessage(random.bytes(random.integer(0, 300))),
    ...(random.chance(30) && { reset: constants.NGHTTP2_CANCEL }),
  }),
  frame: (random) => {
    const message = random.bytes(random.integer(0, 50));
    const body = random.pick([
      encodeMessage(message, 1),
      encodeMessage(message, random.integer(2, 255)),
      encodeMessage(message, 0, message.length + 7),
      encodeMessage(message, 0, 0xffff_ffff),
      Buffer.concat([encodeMessage(message), encodeMessage(message)]),
      Buffer.alloc(0),
      random.bytes(3),
      encodeMessage(Buffer.alloc(random.integer(65_000, 70_000))),
    ]);
    return { headers: metadataOf(random.pick(UNARY)), body, mayBeInternal: true };
  },
  method: (random) => ({
    headers: metadataOf(
      random.pick([
        '/',
        '//',
        `/${random.pick(INHERITED)}`,
        `/${random.pick(INHERITED)}/constructor`,
        `/${random.text(VISIBLE, 40)}`,
      ]),
    ),
    body: encodeMessage(productId(random)),
  }),
  headers: (random) => {
    const changed = random.pick<OutgoingHttpHeaders>([
      {
        'content-type': random.pick([
          'text/plain',
          'application/json',
          'application/grpc+json',
          'application/grpc-web',
        ]),
      },
      { te: 'gzip' },
      { ':method': random.pick(['GET', 'PUT', 'OPTIONS']) },
      { 'grpc-encoding': random.pick(['gzip', 'identity', 'snappy', 'constructor']) },
      { 'grpc-accept-encoding': random.text(VISIBLE, 20) || 'x' },
      { 'x-bytes-bin': random.text(VISIBLE, 40) || 'x' },
    ]);
    return {
      headers: { ...metadataOf(random.pick(UNARY)), ...changed },
      body: encodeMessage(productId(random)),
      mayBeInternal: true,
    };
  },
  metadata: (random) => {
    const names = [
      'x-request-id',
      'x-call-id',
      'traceparent',
      'b3',
      'baggage',
      'x-fault',
      'x-forwarded-client-cert',
      'x-hop',
    ];
    const entries = names.map((name) => [name, random.text(VISIBLE, 200) || random.pick(INHERITED)] as const);
    const chosen = entries.filter(() => random.chance(40));
    return { ...wellFormed(random), headers: { ...metadataOf(random.pick(UNARY)), ...Object.fromEntries(chosen) } };
  },
  deadline: (random) => {
    const timeout = random.pick([
      '0m',
      '1n',
      '1u',
      '99999999H',
      '99999999M',
      '2200000S',
      '-1S',
      '1',
      'S',
      '1x',
      '123456789S',
    ]);
    const changed = { 'grpc-timeout': timeout };
    return { ...wellFormed(random), headers: { ...metadataOf(random.pick(UNARY)), ...changed }, mayBeInternal: true };
  },
  cancel: (random) => ({
    ...wellFormed(random),
    reset: random.pick([constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_NO_ERROR]),
  }),
  reflection: (random) => {
    const name = random.pick([...INHERITED, random.text(VISIBLE, 30), 'grpc.health.v1.Health', '.', '']);
    const request = text(random.integer(3, 7), name);
    const body = Buffer.concat(Array.from({ length: random.integer(1, 20) }, () => encodeMessage(request)));
    return { headers: metadataOf(random.pick(REFLECTION)), body };
  },
  health: (random) => ({
    headers: metadataOf(random.chance(50) ? WATCH : '/grpc.health.v1.Health/Check'),
    body: encodeMessage(text(1, random.pick([...INHERITED, '', random.text(VISIBLE, 30)]))),
    reset: constants.NGHTTP2_CANCEL,
  }),
} satisfies Record<string, Generator>;

export type RpcKind = keyof typeof GENERATORS;
export const RPC_KINDS = Object.keys(GENERATORS) as RpcKind[];

export function nextRpc(random: Random): HostileRpc {
  const kind = random.pick(RPC_KINDS);
  return { kind, ...GENERATORS[kind](random) };
}

/** What a connection that speaks no proper HTTP/2 sends: frames of every type, with random flags, streams and payloads. */
export function nextFrames(random: Random): Buffer {
  const frames = Array.from({ length: random.integer(1, 30) }, () => {
    const payload = random.bytes(random.pick([0, 4, 5, 8, 8, 17, 100]));
    const length = random.chance(10) ? random.integer(0, 0xff_ffff) : payload.length;
    const [type, flags] = [random.integer(0, 11), random.integer(0, 255)];
    return encodeFrame(type, flags, random.chance(50) ? 0 : random.integer(0, 9), payload, length);
  });
  return Buffer.concat([random.chance(90) ? PREFACE : random.bytes(24), encodeSettings(), ...frames]);
}
