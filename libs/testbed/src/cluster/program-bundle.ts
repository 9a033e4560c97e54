import { rolldown } from 'rolldown';

const bundles = new Map<string, Promise<string>>();

const INCOMPLETE = 70;
const PRELOAD = `
process.exitCode = ${INCOMPLETE};
process.once('exit', (code) => {
  if (code === ${INCOMPLETE}) console.error('The program did not reach its end: its standard input was incomplete.');
});`;

/**
 * The arguments with which node runs a bundle from its standard input. `kubectl exec` can end this input early
 * (containerd/containerd#13934): of nothing node makes a program that prints nothing and exits with 0. So it exits with another code
 * until the last line of the bundle has run.
 */
export const FROM_STDIN: readonly string[] = [
  `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}`,
  '--input-type=module',
  '-',
];

/** A program bundled with its imports, for node with `FROM_STDIN`. */
export function bundleOf(file: string): Promise<string> {
  const bundled = bundles.get(file) ?? bundle(file);
  bundles.set(file, bundled);
  return bundled;
}

async function bundle(input: string): Promise<string> {
  // Silent, since Nest's optional packages cannot be resolved; an error still rejects.
  await using build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  const { output } = await build.generate({ codeSplitting: false, minify: true });
  return `${output[0].code}\nprocess.exitCode = 0;\n`;
}
