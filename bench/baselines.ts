import type { ServiceName } from '#configuration';

import { buildGo } from './baselines/build-go.ts';
import { transpile } from './baselines/transpile.ts';

/** As it is shipped, but without a log line for each request: its cost depends on its reader. */
export const PRODUCT_ENVIRONMENT = { LOG_LEVEL: 'warn', NODE_ENV: 'production' };

/** A gateway and four backends other than the product's, which respond with the seed's product byte for byte. */
export interface Baseline {
  readonly name: string;
  /**
   * Builds its programs, which must be done before they are run; quick if nothing has changed.
   *
   * @returns why this machine can't have it, if it can't
   */
  readonly prepare: () => Promise<string | undefined>;
  /** The command that runs one of the five, in the root of the repository. */
  readonly command: (service: ServiceName) => readonly [program: string, ...args: string[]];
}

export const floor = baselineInNode('floor');

const nestDefault = baselineInNode('nest-default');

const go: Baseline = {
  name: 'go',
  prepare: buildGo,
  command: (service) => (service === 'gateway' ? ['dist/bench/go/gateway'] : ['dist/bench/go/backend', service]),
};

export const BASELINES: readonly Baseline[] = [floor, nestDefault, go];

function baselineInNode(name: string): Baseline {
  return {
    name,
    prepare: async () => void (await transpile(name)),
    command: (service) =>
      service === 'gateway'
        ? [process.execPath, `dist/bench/${name}/gateway.js`]
        : [process.execPath, `dist/bench/${name}/backend.js`, service],
  };
}
