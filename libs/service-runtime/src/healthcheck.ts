// The health check of a container: exits with 0 if the service is ready, else with 1 and the reason. It is a program of its
// own, since the image has no shell and no curl.
import { get } from 'node:http';
import { SERVICES, type ServiceName } from '#configuration';

/** Defined by the bundler (rolldown.config.ts). */
declare const SERVICE: ServiceName;

const RESPONSE_TIMEOUT_MS = 2000;

/** A service that listens on one of these is reached at 127.0.0.1, also on a host without IPv6. */
const WILDCARDS = new Set(['', '::', '0.0.0.0']);

const address = process.env['LISTEN_ADDRESS']?.trim().replace(/^\[(.*)\]$/, '$1');

const url = {
  host: address === undefined || WILDCARDS.has(address) ? '127.0.0.1' : address,
  port: process.env['HTTP_PORT']?.trim() || SERVICES[SERVICE].httpPort,
  path: '/readyz',
  // Without the global agent, which sends requests to HTTP_PROXY where NODE_USE_ENV_PROXY is set.
  agent: false,
} as const;

get({ ...url, timeout: RESPONSE_TIMEOUT_MS }, ({ statusCode }) =>
  end(statusCode === 200, `/readyz responds ${statusCode}`),
)
  .on('timeout', () => end(false, `/readyz does not respond within ${RESPONSE_TIMEOUT_MS} ms`))
  .on('error', ({ message }) => end(false, message));

function end(healthy: boolean, reason: string): void {
  if (!healthy) console.error(reason);
  process.exit(healthy ? 0 : 1);
}
