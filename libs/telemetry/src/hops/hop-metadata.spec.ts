import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';

import { HopWriter, readHop } from './hop-metadata.ts';

const writer = new HopWriter({ service: 'price', version: 'v2', instance: 'price-a' });

function written(peer: string | null, fault?: string): Metadata {
  const metadata = new Metadata();
  writer.write(metadata, { attempt: 2, peer, fault });
  return metadata;
}

function holding(hop: string): Metadata {
  const metadata = new Metadata();
  metadata.set('x-hop', hop);
  return metadata;
}

describe('x-hop', () => {
  it('is a structured field, a single entry', () => {
    expect(writer.plain.getMap()).toEqual({ 'x-hop': 'price;version=v2;instance="price-a";attempt=1' });
    expect(written('gateway.demo', 'price=hang').getMap()).toEqual({
      'x-hop': 'price;version=v2;instance="price-a";attempt=2;peer="gateway.demo";fault="price=hang"',
    });
  });

  it.each([
    [null, undefined],
    ['spiffe://cluster.local/ns/demo/sa/gateway', 'price=UNAVAILABLE;first=1,price=delay:5ms'],
    ['a "peer" \\ with;all=sorts', undefined],
  ])('is read as it was written, with the peer %s', (peer, fault) => {
    expect(readHop(written(peer, fault).getMap())).toEqual({
      version: 'v2',
      instance: 'price-a',
      attempt: 2,
      peer,
      fault,
    });
  });

  it.each(['müller-1', '日本', 'two words', 'a"b\\c', 'ü;attempt=7', 'line\nbreak', '\ufffd\ufffd'])(
    'names an instance %j without loss',
    (instance) => {
      const { plain } = new HopWriter({ service: 'price', version: 'v1', instance });
      expect(plain.get('x-hop')[0]).toMatch(/^[\x20-\x7e]*$/);
      expect(readHop(plain.getMap())).toEqual({ version: 'v1', instance, attempt: 1, peer: null, fault: undefined });
    },
  );

  it.each([
    'price',
    'price;version=;instance="price-a";attempt=1',
    'price;version=v2;attempt=1',
    'price;version=v2;instance="price-a";attempt=two',
    'price;version=v2;instance="price-a";attempt=0',
    `price;version=v2;instance="${'x'.repeat(8192)}";attempt=1`,
  ])('is not read from %j', (hop) => {
    expect(readHop(holding(hop).getMap())).toBeUndefined();
  });

  it('is absent from metadata without x-hop', () => {
    expect(readHop(new Metadata().getMap())).toBeUndefined();
  });
});
