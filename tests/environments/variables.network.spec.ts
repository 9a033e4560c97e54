import { describe, expect, it } from 'vitest';

import { copyCheckout } from '../../libs/testbed/src/checkout.ts';
import { DEAD, isWhole, itServesTheProductWith } from './environment-row.ts';
import { outcomeOf, stackTraceOf } from './outcome.ts';

const PROXIES = { http_proxy: DEAD, https_proxy: DEAD, all_proxy: DEAD, grpc_proxy: DEAD };
const upperCase = (variables: Record<string, string>) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name.toUpperCase(), value]));

itServesTheProductWith({
  'proxies that are dead': { environment: PROXIES },
  'proxies that are dead, but not for localhost': { environment: { ...PROXIES, no_proxy: 'localhost' } },
  'proxies that are dead, in upper case': { environment: upperCase(PROXIES) },
  'NODE_USE_ENV_PROXY=1 and dead proxies': {
    environment: { ...PROXIES, ...upperCase(PROXIES), NODE_USE_ENV_PROXY: '1' },
    builds: 'one bundle',
  },
  'LISTEN_ADDRESS=0.0.0.0': { environment: { LISTEN_ADDRESS: '0.0.0.0' }, host: '127.0.0.2' },
  'LISTEN_ADDRESS=127.0.0.2': { environment: { LISTEN_ADDRESS: '127.0.0.2' }, host: '127.0.0.2' },
  'LISTEN_ADDRESS=::': { environment: { LISTEN_ADDRESS: '::' }, host: '[::1]' },
  'LISTEN_ADDRESS=::1': { environment: { LISTEN_ADDRESS: '::1' }, host: '[::1]' },
  'LISTEN_ADDRESS=localhost': { environment: { LISTEN_ADDRESS: 'localhost' }, host: 'localhost' },
  'LISTEN_ADDRESS empty': { environment: { LISTEN_ADDRESS: '' } },
  'PRICE_SERVICE_HOST and PRICE_SERVICE_PORT of a place where nothing listens': {
    environment: { PRICE_SERVICE_HOST: '127.0.0.1', PRICE_SERVICE_PORT: '9' },
    output: /^The gateway calls price at 127\.0\.0\.1, port 9 \(PRICE_SERVICE_HOST, PRICE_SERVICE_PORT\)/m,
    degraded: 'price',
  },
  'HTTP_PORT and GRPC_PORT of another program': {
    environment: { HTTP_PORT: '80', GRPC_PORT: 'grpc', PORT: '80' },
    output: /^HTTP_PORT has no effect on npm start; GATEWAY_HTTP_PORT, PRICE_HTTP_PORT/m,
  },
});

describe('npm start ends with one sentence, with', () => {
  it.each([
    [
      'LISTEN_ADDRESS of another machine',
      { LISTEN_ADDRESS: '192.0.2.1' },
      /^LISTEN_ADDRESS is "192\.0\.2\.1", but must be/,
    ],
    ['a port that is none', { PRICE_HTTP_PORT: 'http' }, /^PRICE_HTTP_PORT is "http", but must be a port/],
  ])('%s', async (_name, environment, sentence) => {
    using checkout = copyCheckout();
    const { output, ...outcome } = await outcomeOf({ cwd: checkout.path, environment }, checkout.path, isWhole);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(sentence);
    expect(stackTraceOf(output)).toEqual([]);
    expect(outcome).toEqual({ product: '', code: 1, left: [] });
  });
});
