import type { ServiceName } from '#configuration';

import { buildGo } from './baselines/build-go.ts';
import { transpile } from '../libs/testbed/src/transpile.ts';

/** A gateway and four backends other than the product's, which respond with the seed's product byte for byte. */
export interface Baseline {
  readonly name: string;
  /** Whether its gateway also serves the page of the product, at `/product/<id>.html`. */
  readonly hasPage: boolean;
  /**
   * Builds its programs, which must be done before they are run; quick if nothing has changed.
   *
   * @returns why this machine can't have it, if it can't
   */
  readonly prepare: () => Promise<string | undefined>;
  /** The command that runs one of the five, in the root of the repository. */
  readonly command: (service: ServiceName) => readonly [program: string, ...args: string[]];
}

export const floor = baselineInNode('floor', 'floor', 'grpc-js-gateway');

const nestExpress = baselineInNode('nest-express', 'nest', 'express-gateway');

const nestFastify = baselineInNode('nest-fastify', 'nest', 'fastify-gateway');

const go: Baseline = {
  name: 'go',
  hasPage: true,
  prepare: buildGo,
  command: (service) => (service === 'gateway' ? ['dist/bench/go/gateway'] : ['dist/bench/go/backend', service]),
};

export const BASELINES: readonly Baseline[] = [floor, nestExpress, nestFastify, go];

/** The same least gateway over each client that can carry unary RPCs (docs/adr/0024), and Go's. */
export const CLIENTS: readonly Baseline[] = [
  go,
  floor,
  baselineInNode('floor, http2', 'floor', 'http2-gateway'),
  baselineInNode('floor, undici', 'floor', 'undici-gateway'),
];

/** A baseline whose programs are <gateway>.ts and backend.ts of a folder in bench/baselines. */
function baselineInNode(name: string, folder: string, gateway: string): Baseline {
  return {
    name,
    hasPage: false,
    prepare: async () =>
      void (await transpile(
        [gateway, 'backend'].map((program) => `bench/baselines/${folder}/${program}.ts`),
        `dist/bench/${folder}`,
      )),
    command: (service) =>
      service === 'gateway'
        ? [process.execPath, `dist/bench/${folder}/${gateway}.js`]
        : [process.execPath, `dist/bench/${folder}/backend.js`, service],
  };
}
