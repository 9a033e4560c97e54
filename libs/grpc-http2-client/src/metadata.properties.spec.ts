import { Metadata } from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyText, fieldValue, INHERITED_EXAMPLES, metadataValue } from '#arbitraries';

import { assertMetadata, binaryMetadata, readBinaryMetadata } from './metadata.ts';

const bytes = fc.uint8Array({ maxLength: 200 });

it('the bytes of a -bin field are read as they were written, one value or several', () => {
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), (values) => {
      const field = values.map(binaryMetadata).join(',');
      expect(() => assertMetadata('x-bytes-bin', field)).not.toThrow();
      const read = readBinaryMetadata({ 'x-bytes-bin': field }, 'x-bytes-bin');
      expect(read).toEqual(values.map((value) => Buffer.from(value)));
    }),
    { numRuns: 2000 },
  );
});

it('a -bin field is written as grpc-js reads it, and read as grpc-js writes it', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const written = Metadata.fromHttp2Headers({ 'x-bytes-bin': binaryMetadata(value) });
      expect(written.get('x-bytes-bin')).toEqual([Buffer.from(value)]);
      const metadata = new Metadata();
      metadata.set('x-bytes-bin', Buffer.from(value));
      const field = String(metadata.toHttp2Headers()['x-bytes-bin']);
      expect(readBinaryMetadata({ 'x-bytes-bin': field }, 'x-bytes-bin')).toEqual([Buffer.from(value)]);
    }),
    { numRuns: 1000 },
  );
});

it('any -bin field is read without an error', () => {
  fc.assert(
    fc.property(fc.oneof(fieldValue(), anyText()), (field) => {
      const read = readBinaryMetadata({ 'x-bytes-bin': field }, 'x-bytes-bin');
      expect(read).toHaveLength(field.split(',').length);
    }),
    { numRuns: 2000, examples: INHERITED_EXAMPLES },
  );
});

it('any printable ASCII is accepted as a value, and nothing else is', () => {
  fc.assert(
    fc.property(fc.oneof(metadataValue(), anyText()), (value) => {
      const check = () => assertMetadata('x-field', value);
      if (/^[\x20-\x7e]*$/.test(value)) expect(check).not.toThrow();
      else expect(check).toThrow(TypeError);
    }),
    { numRuns: 2000 },
  );
});

it('a name of other characters than 0-9, a-z, _, . and - is refused, as is a field of gRPC', () => {
  const names = fc.oneof(anyText(), fc.constantFrom('grpc-timeout', 'grpc-status', ':path', 'te', 'Upper'));
  fc.assert(
    fc.property(names, (name) => {
      const check = () => assertMetadata(name, 'value');
      if (/^[0-9a-z_.-]+$/.test(name) && !/^grpc-|^te$/.test(name)) expect(check).not.toThrow();
      else expect(check).toThrow(TypeError);
    }),
    { numRuns: 2000 },
  );
});
