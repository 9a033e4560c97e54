// The environment of the five services: where each of them listens, and where the gateway finds the backends.
import { SERVICES, type BackendName, type ServiceName } from '#configuration';

import { freePorts } from './free-ports.ts';

export type Environment = Readonly<Record<string, string>>;

export const LOOPBACK = '127.0.0.1';

export const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

export const BACKEND_NAMES = SERVICE_NAMES.filter((name) => name !== 'gateway');

export interface ServicePorts {
  readonly httpPort: number;
  readonly grpcPort: number;
}

/** Where a backend is reached. */
export interface Address {
  readonly host: string;
  readonly port: number | string;
}

/** Free ports of the loopback address for each of the five services. */
export async function freeServicePorts(): Promise<Record<ServiceName, ServicePorts>> {
  const ports = await freePorts(2 * SERVICE_NAMES.length);
  const entries = SERVICE_NAMES.map((name) => [name, { httpPort: ports.pop() ?? 0, grpcPort: ports.pop() ?? 0 }]);
  return Object.fromEntries(entries) as Record<ServiceName, ServicePorts>;
}

/** The variables by which one service listens on its ports: HTTP_PORT, GRPC_PORT and LISTEN_ADDRESS. */
export function listenEnvironment({ httpPort, grpcPort }: ServicePorts, listenAddress = LOOPBACK): Environment {
  return { HTTP_PORT: `${httpPort}`, GRPC_PORT: `${grpcPort}`, LISTEN_ADDRESS: listenAddress };
}

/** The variables by which `npm start` chooses ports: GATEWAY_HTTP_PORT, GATEWAY_GRPC_PORT and so on. */
export function startEnvironment(ports: Readonly<Record<ServiceName, ServicePorts>>): Record<string, string> {
  return Object.fromEntries(
    SERVICE_NAMES.flatMap((name) => [
      [`${SERVICES[name].variable}_HTTP_PORT`, `${ports[name].httpPort}`],
      [`${SERVICES[name].variable}_GRPC_PORT`, `${ports[name].grpcPort}`],
    ]),
  );
}

/**
 * The variables by which a gateway finds backends: PRICE_SERVICE_HOST, PRICE_SERVICE_PORT and so on.
 *
 * @param addresses a number is a port of the loopback address
 */
export function backendEnvironment(addresses: Partial<Record<BackendName, number | Address>>): Record<string, string> {
  return Object.fromEntries(
    (Object.entries(addresses) as [BackendName, number | Address][]).flatMap(([name, address]) => {
      const { host, port } = typeof address === 'number' ? { host: LOOPBACK, port: address } : address;
      return [
        [`${SERVICES[name].variable}_SERVICE_HOST`, host],
        [`${SERVICES[name].variable}_SERVICE_PORT`, `${port}`],
      ];
    }),
  );
}

/** The same time limit for each call to a backend: PRICE_TIMEOUT and so on. */
export const backendTimeouts = (timeout: string): Environment =>
  Object.fromEntries(BACKEND_NAMES.map((name) => [`${SERVICES[name].variable}_TIMEOUT`, timeout]));

/** Time limits that no service of a busy machine exceeds. Tests of deadlines set their own. */
export const PATIENT_TIMEOUTS: Environment = { REQUEST_TIMEOUT: '15s', ...backendTimeouts('10s') };
