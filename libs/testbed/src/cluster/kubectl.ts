import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What a program gets besides its arguments. */
export interface Given {
  /** On standard input. */
  readonly input?: string;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs kubectl, as `run` does. */
export const kubectl = (args: readonly string[], given?: Given): Promise<string> => run('kubectl', args, given);

/**
 * Runs a program that speaks to a cluster, and gives what it printed.
 *
 * @throws Error with what it said on standard error, if it does not end with 0
 */
export async function run(program: string, args: readonly string[], { input = '', signal }: Given = {}) {
  const child = spawn(program, args, { stdio: 'pipe', signal });
  // A program that ends before it has read everything says why by itself.
  child.stdin.on('error', () => undefined).end(input);
  const [output, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${complaint}${output}`);
  return output;
}

/** Gives the cluster the objects of a text in YAML, new or changed. */
export const apply = (manifest: string, signal?: AbortSignal): Promise<string> =>
  kubectl(['apply', '--filename=-'], { input: manifest, signal });

/** An object of the cluster's, as far as a caller knows it. */
export const getObject = async <T>(...args: string[]): Promise<T> =>
  JSON.parse(await kubectl(['get', '--output=json', ...args])) as T;
