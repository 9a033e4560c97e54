import { run, type RunOptions } from '../run.ts';

export { run };

/** Runs kubectl, as `run` does. */
export const kubectl = (args: readonly string[], options?: RunOptions): Promise<string> =>
  run('kubectl', args, options);

/** Gives the cluster the objects of a text in YAML, new or changed. */
export const apply = (manifest: string, signal?: AbortSignal): Promise<string> =>
  kubectl(['apply', '--filename=-'], { input: manifest, signal });

/** An object of the cluster's, as far as a caller knows it. */
export const getObject = async <T>(...args: string[]): Promise<T> =>
  JSON.parse(await kubectl(['get', '--output=json', ...args])) as T;
