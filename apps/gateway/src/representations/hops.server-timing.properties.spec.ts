import { validateHeaderValue } from 'node:http';

import { status } from '@grpc/grpc-js';
import { anyText, INHERITED_NAMES, metadataValue, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { ClientCall } from '../backends/client-call.ts';
import type { Hop } from '../backends/hop.ts';
import { RequestScope } from '../request-scope.ts';
import { serverTiming } from './hops.server-timing.ts';

/** One metric with its duration and its description, a quoted-string (https://www.w3.org/TR/server-timing/). */
const METRIC = /([a-z-]+);dur=(\d+(?:\.\d+)?);desc="((?:\\["\\]|[\x20\x21\x23-\x5b\x5d-\x7e])*)"(?:, |$)/gy;

const instances = () => fc.oneof(anyText(), textOfTokens(['"', '\\', ';', ',', ';dur=', 'ü', '\r\n', '%']));

/** Values of x-hop: metadata is printable ASCII, from which a Display String decodes any characters. */
const origins = () =>
  fc.option(
    fc.oneof(
      metadataValue(),
      textOfTokens(['"', '\\', ';', '%0d%0a', '%22', '%e6%97%a5', ';fault='])
        .map((text) => text.replaceAll(/[^\x20-\x7e]/g, ''))
        .map((text) => `price;version=v1;attempt=2;instance=%"${text.replaceAll('"', '')}"`),
    ),
  );

const TARGET = { name: 'price', host: 'price', port: 6567 } as const;

/** A call to price, of a request that asks it to inject a fault by which it sends no response. */
function callWithFault(fault: string | undefined): ClientCall {
  const silentFaults = new Map(fault === undefined ? [] : [['price', fault] as const]);
  const scope = new RequestScope(Infinity, { metadata: {}, silentFaults });
  return new ClientCall('PriceService/GetPrice', TARGET, scope, undefined);
}

const hops = () =>
  fc
    .tuple(origins(), fc.option(anyText(), { nil: undefined }), fc.constantFrom(status.OK, status.UNAVAILABLE))
    .map(([origin, fault, code]) => {
      const call = callWithFault(fault);
      call.end(code, origin === null ? {} : { 'x-hop': origin });
      return call;
    });

it('Server-Timing is a legal header with one metric for the gateway and one for each hop, whatever their names are', () => {
  fc.assert(
    fc.property(instances(), fc.array(hops(), { maxLength: 4 }), (instance, list) => {
      const value = serverTiming({ service: 'gateway', version: 'v1', instance }, 1.2345, list);
      validateHeaderValue('server-timing', value);
      const metrics = [...value.matchAll(METRIC)];
      expect(metrics.map(([, name]) => name)).toEqual(['gateway', ...list.map(({ service }) => service)]);
      expect(metrics.map(([whole]) => whole).join('')).toBe(value);
    }),
    { numRuns: 1000, examples: INHERITED_NAMES.map((name): [string, Hop[]] => [name, [callWithFault(name)]]) },
  );
});
