// The five services that `npm start` runs, with the ports of each.
import { createServer } from 'node:net';

import { SERVICES, type ServiceName } from '#configuration';

import { SERVICE_NAMES, type ServicePorts } from '../../libs/testbed/src/environment.ts';
import { portOwner } from '../port-owner.ts';

const COLOURS = ['cyan', 'magenta', 'yellow', 'green', 'blue'] as const;

export interface StartedService extends ServicePorts {
  readonly name: ServiceName;
  /** What its variables begin with, such as PRICE. */
  readonly variable: string;
  readonly colour: (typeof COLOURS)[number] | 'white';
}

/**
 * The services with the ports that the environment chooses, by GATEWAY_HTTP_PORT and so on.
 *
 * @throws Error if a variable is no port
 */
export function servicesFrom(env: NodeJS.ProcessEnv): readonly StartedService[] {
  return SERVICE_NAMES.map((name, index) => {
    const { variable, httpPort, grpcPort } = SERVICES[name];
    return {
      name,
      variable,
      colour: COLOURS[index % COLOURS.length] ?? 'white',
      httpPort: portFrom(env, `${variable}_HTTP_PORT`, httpPort),
      grpcPort: portFrom(env, `${variable}_GRPC_PORT`, grpcPort),
    };
  });
}

function portFrom(env: NodeJS.ProcessEnv, variable: string, fallback: number): number {
  const port = Number(env[variable] || fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} is ${JSON.stringify(env[variable])}, but must be a port from 1 to 65535`);
}

/** A line for each port of these services that is taken: by which process, if the system permits, and what to do. */
export async function takenPorts(services: readonly StartedService[], address: string): Promise<string[]> {
  const ports = services.flatMap(({ name, variable, httpPort, grpcPort }) => [
    { port: httpPort, user: `${name}, HTTP`, variable: `${variable}_HTTP_PORT` },
    { port: grpcPort, user: `${name}, gRPC`, variable: `${variable}_GRPC_PORT` },
  ]);
  const lines = [];
  for (const { port, user, variable } of ports) {
    if (await isFree(port, address)) continue;
    const owner = await portOwner(port);
    const folder = owner?.folder ? ` in ${owner.folder}` : '';
    const holder = owner ? `Process ${owner.pid} listens there: ${owner.program}${folder}. ` : '';
    lines.push(
      `Port ${port} (${user}) is taken. ${holder}Stop what listens there, or choose another port by ${variable}=….`,
    );
  }
  return lines;
}

function isFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, address, () => probe.close(() => resolve(true)));
  });
}
