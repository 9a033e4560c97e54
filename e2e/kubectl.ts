import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/**
 * Runs a program of the cluster's, kubectl unless another is named, and gives what it printed.
 *
 * @throws Error with what it said on standard error, if it does not end with 0
 */
export async function kubectl(args: readonly string[], input = '', program = 'kubectl'): Promise<string> {
  const child = spawn(program, args, { stdio: 'pipe' });
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

/** An object of the cluster's, as far as a caller knows it. */
export const getObject = async <T>(...args: string[]): Promise<T> =>
  JSON.parse(await kubectl(['get', '--output=json', ...args])) as T;
