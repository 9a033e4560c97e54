import type { ServiceName } from '#configuration';

import { buildGo } from './build-go.ts';
import { transpile } from './transpile.ts';

/** A gateway and four backends other than the product's, which answer the seed's product byte for byte. */
export interface Contender {
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

export const floor = contenderInNode('floor');

const nestDefault = contenderInNode('nest-default');

const go: Contender = {
  name: 'go',
  prepare: buildGo,
  command: (service) => (service === 'gateway' ? ['dist/bench/go/gateway'] : ['dist/bench/go/backend', service]),
};

export const CONTENDERS: readonly Contender[] = [floor, nestDefault, go];

function contenderInNode(name: string): Contender {
  return {
    name,
    prepare: async () => void (await transpile(name)),
    command: (service) =>
      service === 'gateway'
        ? [process.execPath, `dist/bench/${name}/gateway.js`]
        : [process.execPath, `dist/bench/${name}/backend.js`, service],
  };
}
