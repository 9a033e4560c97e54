import { createServer } from 'node:net';
import { SERVICES, type BackendName } from '#configuration';

type Environment = Readonly<Record<string, string | undefined>>;

/** A wildcard address is no destination: the loopback address of its family is. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where the services listen under `npm start`: on LISTEN_ADDRESS, or on 127.0.0.1. */
export const listenAddressFrom = (env: Environment): string => env['LISTEN_ADDRESS'] || '127.0.0.1';

/** Where a service that listens on an address is reached from this machine. */
export const destinationOf = (listenAddress: string): string => LOOPBACK_OF[listenAddress] ?? listenAddress;

/** The host of a URL at which a destination is reached. `localhost` may be the IPv4 address alone. */
export function urlHostOf(destination: string): string {
  if (destination === '127.0.0.1') return 'localhost';
  return destination.includes(':') ? `[${destination}]` : destination;
}

/** Why nothing can listen on an address, such as EADDRNOTAVAIL; undefined if it can. */
export function listenErrorOf(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message))
      .listen(0, address, () => probe.close(() => resolve(undefined)));
  });
}

/** Where the gateway calls a backend, and whether the environment names that place. */
export interface BackendAddress {
  readonly host: string;
  readonly port: string;
  readonly isFromEnvironment: boolean;
}

/**
 * PRICE_SERVICE_HOST and PRICE_SERVICE_PORT for price, and so on; what is unset is that of the backend that is started
 * here, and where only a host is set, the default port.
 */
export function backendAddressFrom(
  env: Environment,
  backend: BackendName,
  started: { readonly host: string; readonly port: number },
): BackendAddress {
  const { variable, grpcPort } = SERVICES[backend];
  const host = env[`${variable}_SERVICE_HOST`];
  const port = env[`${variable}_SERVICE_PORT`];
  return {
    host: host || started.host,
    port: port || String(host ? grpcPort : started.port),
    isFromEnvironment: Boolean(host || port),
  };
}
