// The health check of a container: ends with 0 if the service in it is ready, else with 1 and the reason. A program of
// its own, small enough to be run every few seconds: the image has no shell and no curl.
import { get } from 'node:http';
import { SERVICES, type ServiceName } from '#configuration';

/** Put in by the bundler. */
declare const SERVICE: ServiceName;

const ANSWER_WITHIN_MS = 2000;

/** Whoever listens on one of these is reached at the loopback address, also where the host has no IPv6. */
const WILDCARDS = new Set(['', '::', '0.0.0.0']);

const address = process.env['LISTEN_ADDRESS']?.trim().replace(/^\[(.*)\]$/, '$1');

const url = {
  host: address === undefined || WILDCARDS.has(address) ? '127.0.0.1' : address,
  port: process.env['HTTP_PORT']?.trim() || SERVICES[SERVICE].httpPort,
  path: '/readyz',
  // Without the global agent, which sends requests to HTTP_PROXY where NODE_USE_ENV_PROXY is set.
  agent: false,
} as const;

get({ ...url, timeout: ANSWER_WITHIN_MS }, ({ statusCode }) => end(statusCode === 200, `/readyz answers ${statusCode}`))
  .on('timeout', () => end(false, `/readyz does not answer within ${ANSWER_WITHIN_MS} ms`))
  .on('error', ({ message }) => end(false, message));

function end(healthy: boolean, reason: string): void {
  if (!healthy) console.error(reason);
  process.exit(healthy ? 0 : 1);
}
