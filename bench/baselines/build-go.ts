import { run } from '../../libs/testbed/src/run.ts';

const MODULE = 'bench/baselines/go';

const go = (...args: readonly string[]) => run('go', ['-C', MODULE, ...args]);

/**
 * Makes dist/bench/go/{gateway,backend}, of code that it generates from proto/.
 *
 * @returns why this machine can't, if it can't
 * @throws Error if the code is at fault
 */
export async function buildGo(): Promise<string | undefined> {
  try {
    await go('mod', 'download');
  } catch (error) {
    const { code } = error as { code: unknown };
    return code === 'ENOENT' ? 'There is no `go` on the PATH.' : `\`go -C ${MODULE} mod download\` fails.`;
  }
  await run('buf', ['generate', '--template', `${MODULE}/buf.gen.yaml`]);
  await go('build', '-o', '../../../dist/bench/go/', './gateway', './backend');
  return undefined;
}
