import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';

import { HopWriter, readHop } from './hop-metadata.ts';

const writer = new HopWriter({ service: 'price', version: 'v2', instance: 'price-a' });

function written(peer: string | null, fault?: string): Metadata {
  const metadata = new Metadata();
  writer.write(metadata, { attempt: 2, peer, fault });
  return metadata;
}

describe('the metadata of a hop', () => {
  it('is read as it was written', () => {
    const origin = { version: 'v2', instance: 'price-a', attempt: 2 };
    expect(readHop(written(null))).toEqual({ ...origin, peer: null, fault: undefined });
    expect(readHop(written('gateway.shop', 'price=hang'))).toEqual({
      ...origin,
      peer: 'gateway.shop',
      fault: 'price=hang',
    });
  });

  it.each([
    ['x-hop-version', ''],
    ['x-hop-instance', 'x'.repeat(4097)],
    ['x-hop-attempt', 'two'],
  ])('is not read if %s is %j', (key, value) => {
    const metadata = written(null);
    metadata.set(key, value);
    expect(readHop(metadata)).toBeUndefined();
  });

  it('is not there in the answer of somebody else', () => {
    expect(readHop(new Metadata())).toBeUndefined();
  });
});
