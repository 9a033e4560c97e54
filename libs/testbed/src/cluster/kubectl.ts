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

/** A command that runs node in a container of a pod, and passes on its standard input. */
export const nodeIn = (namespace: string, pod: string, container: string): readonly string[] => [
  'kubectl',
  'exec',
  '--stdin',
  `--namespace=${namespace}`,
  pod,
  `--container=${container}`,
  '--',
  'node',
];
