import { rolldown } from 'rolldown';

const bundles = new Map<string, Promise<string>>();

/** A program bundled with its imports, which node in the pod reads from standard input. */
export function bundleOf(file: string): Promise<string> {
  const bundled = bundles.get(file) ?? bundle(file);
  bundles.set(file, bundled);
  return bundled;
}

async function bundle(input: string): Promise<string> {
  // Silent, since Nest's optional packages cannot be resolved; an error still rejects.
  await using build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  const { output } = await build.generate({ codeSplitting: false, minify: true });
  return output[0].code;
}
