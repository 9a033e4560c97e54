import { run, type RunOptions } from '../run.ts';

/** Runs kubectl by `run`. */
export const kubectl = (args: readonly string[], options?: RunOptions): Promise<string> =>
  run('kubectl', args, options);

/** Creates or changes the objects of a manifest in YAML. */
export const apply = (manifest: string, signal?: AbortSignal): Promise<string> =>
  kubectl(['apply', '--filename=-'], { input: manifest, signal });

/** An object of the cluster, with the fields that the caller reads. */
export const getObject = async <T>(...args: string[]): Promise<T> =>
  JSON.parse(await kubectl(['get', '--output=json', ...args])) as T;

/**
 * A command that runs another one, which follows it, in a container, and passes on its standard input.
 *
 * @param pod its name, or such as deployment/gateway for one of several
 */
export const execIn = (namespace: string, pod: string, container: string): readonly string[] => [
  'kubectl',
  'exec',
  '--stdin',
  `--namespace=${namespace}`,
  pod,
  `--container=${container}`,
  '--',
];

/** The same for node. */
export const nodeIn = (...container: Parameters<typeof execIn>): readonly string[] => [...execIn(...container), 'node'];
