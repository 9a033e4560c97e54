import { describe, expect, it } from 'vitest';

import { backendAddressFrom, destinationOf, listenAddressFrom, listenErrorOf, urlHostOf } from './addresses.ts';

describe('npm start', () => {
  it.each([
    [undefined, '127.0.0.1', '127.0.0.1', 'localhost'],
    ['', '127.0.0.1', '127.0.0.1', 'localhost'],
    ['0.0.0.0', '0.0.0.0', '127.0.0.1', 'localhost'],
    ['::', '::', '::1', '[::1]'],
    ['::1', '::1', '::1', '[::1]'],
    ['localhost', 'localhost', 'localhost', 'localhost'],
    ['127.0.0.2', '127.0.0.2', '127.0.0.2', '127.0.0.2'],
    ['fd00::1', 'fd00::1', 'fd00::1', '[fd00::1]'],
  ])('with LISTEN_ADDRESS=%s listens on %s, calls %s and prints %s', (variable, address, destination, host) => {
    expect(listenAddressFrom({ LISTEN_ADDRESS: variable })).toBe(address);
    expect(destinationOf(address)).toBe(destination);
    expect(urlHostOf(destination)).toBe(host);
  });

  it.each([
    [{}, { host: '127.0.0.1', port: '7000', isFromEnvironment: false }],
    [
      { PRICE_SERVICE_HOST: '', PRICE_SERVICE_PORT: '' },
      { host: '127.0.0.1', port: '7000', isFromEnvironment: false },
    ],
    [{ PRICE_SERVICE_HOST: 'price.example' }, { host: 'price.example', port: '6567', isFromEnvironment: true }],
    [{ PRICE_SERVICE_PORT: '8000' }, { host: '127.0.0.1', port: '8000', isFromEnvironment: true }],
    [
      { PRICE_SERVICE_HOST: 'price.example', PRICE_SERVICE_PORT: '8000' },
      { host: 'price.example', port: '8000', isFromEnvironment: true },
    ],
  ])('with %o lets the gateway call price at %o', (env, address) => {
    expect(backendAddressFrom(env, 'price', { host: '127.0.0.1', port: 7000 })).toEqual(address);
  });

  it('reports why it cannot listen on an address of another machine', async () => {
    expect(await listenErrorOf('127.0.0.1')).toBeUndefined();
    expect(await listenErrorOf('192.0.2.1')).toBe('EADDRNOTAVAIL');
  });
});
