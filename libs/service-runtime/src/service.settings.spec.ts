import { describe, expect, it } from 'vitest';

import { loadConfig } from '#configuration';

import { backendSettings } from './service.settings.ts';

const settings = backendSettings('price');

describe('the configuration of a service', () => {
  it('takes the fallback of what is unset or empty', () => {
    expect(loadConfig(settings, { HTTP_PORT: '' })).toMatchObject({
      HTTP_PORT: 9094,
      GRPC_PORT: 6567,
      DRAIN_TIMEOUT: 10_000,
    });
  });

  it('reads durations in milliseconds', () => {
    const read = (DRAIN_DELAY: string) => loadConfig(settings, { DRAIN_DELAY }).DRAIN_DELAY;
    expect([read('800ms'), read('3s'), read('1m'), read('1h')]).toEqual([800, 3000, 60_000, 3_600_000]);
  });

  it.each([
    ['LOG_LEVEL', 'INFO', 'info'],
    ['LOG_LEVEL', ' Warn\n', 'warn'],
    ['LOG_FORMAT', 'JSON', 'json'],
    ['SERVICE_VERSION', 'V2', 'v2'],
    ['HOPS', 'OFF', false],
    ['METRICS', 'Off\r\n', false],
    ['FAULTS', 'On', true],
  ])('accepts %s=%j in any case, without the spaces around it', (name, text, value) => {
    expect(loadConfig(settings, { [name]: text })).toHaveProperty(name, value);
  });

  it('takes no part of a value from the spaces and line ends around it', () => {
    const environment = { HTTP_PORT: '8080\n', LISTEN_ADDRESS: ' :: ', DRAIN_DELAY: '3s\r\n', SERVICE_INSTANCE: '  ' };
    expect(loadConfig(settings, environment)).toMatchObject({
      HTTP_PORT: 8080,
      LISTEN_ADDRESS: '::',
      DRAIN_DELAY: 3000,
      SERVICE_INSTANCE: '',
    });
  });

  it('names the levels that there are where LOG_LEVEL has another, such as warning', () => {
    expect(() => loadConfig(settings, { LOG_LEVEL: 'warning' })).toThrow(
      'LOG_LEVEL is "warning", but must be one of fatal, error, warn, info, debug, trace, silent',
    );
  });

  it('reports each bad variable in a line, with its value and what is accepted', () => {
    const load = () =>
      loadConfig(settings, {
        HTTP_PORT: '70000',
        DRAIN_TIMEOUT: '3 parsecs',
        LOG_LEVEL: 'loud',
        CATALOG_PRODUCTS: '-1',
      });
    expect(load).toThrow(
      [
        'HTTP_PORT is "70000", but must be a port from 0 to 65535',
        'LOG_LEVEL is "loud", but must be one of fatal, error, warn, info, debug, trace, silent',
        'DRAIN_TIMEOUT is "3 parsecs", but must be a duration such as 800ms, 3s or 1m, from 0s to 60m',
        'CATALOG_PRODUCTS is "-1", but must be a whole number from 0 to 1000000000',
      ].join('\n'),
    );
  });

  it('accepts a connection age from one second', () => {
    expect(loadConfig(settings, { MAX_CONNECTION_AGE: '1s' }).MAX_CONNECTION_AGE).toBe(1000);
    expect(() => loadConfig(settings, { MAX_CONNECTION_AGE: '999ms' })).toThrow('from 1s to 60m');
  });

  it('keeps idle HTTP connections for longer than the hour for which Envoy keeps its own', () => {
    const read = (KEEP_ALIVE_TIMEOUT: string) => loadConfig(settings, { KEEP_ALIVE_TIMEOUT }).KEEP_ALIVE_TIMEOUT;
    expect(read('')).toBeGreaterThan(3_600_000);
    expect([read('24h'), read('1s')]).toEqual([86_400_000, 1000]);
    for (const bad of ['25h', '0s', '1d', '-1s', 'forever']) {
      expect(() => read(bad)).toThrow(`KEEP_ALIVE_TIMEOUT is "${bad}", but must be a duration such as 800ms, 3s or 1m`);
    }
  });

  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['price.', 'price.'],
    ['my_price', 'my_price'],
    [' ::1 ', '::1'],
  ])('takes %j for the host %s', (host, expected) => {
    expect(loadConfig(settings, { LISTEN_ADDRESS: host }).LISTEN_ADDRESS).toBe(expected);
  });

  it.each(['two words', 'price:6567/path', 'http://price', 'ü'.repeat(300), 'x'.repeat(255)])(
    'does not take %j for a host',
    (host) => {
      expect(() => loadConfig(settings, { LISTEN_ADDRESS: host })).toThrow('must be a host name or an IP address');
    },
  );
});
