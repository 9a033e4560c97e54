import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SERVICES, type ServiceName } from '#configuration';

import {
  startContainers,
  type ServiceContainer,
  type ContainerTestbed,
} from '../../libs/testbed/src/containers/containers.ts';

/** More than the first checks of health may take. */
const CHECKED = { timeout: 30_000, interval: 500 };

let testbed: ContainerTestbed;
beforeAll(async () => {
  testbed = await startContainers();
});
afterAll(() => testbed?.[Symbol.asyncDispose]());

describe.each(Object.keys(SERVICES) as ServiceName[])('the container of %s', (name) => {
  let container: ServiceContainer;
  beforeAll(() => {
    container = testbed.services[name];
  });

  /** Evaluates an expression inside the container. */
  async function evaluate(expression: string): Promise<string> {
    const { stdout, stderr } = await container.exec(['node', '--print', expression]);
    return (stdout + stderr).trim();
  }
  const readFile = (path: string) => evaluate(`fs.readFileSync('${path}', 'utf8')`);

  it('runs node as its first process, which starts no other', async () => {
    expect(await readFile('/proc/1/cmdline')).toBe('node\0main.js\0');
    expect(await readFile('/proc/1/task/1/children')).toBe('');
  });

  it('runs as user 65532, without a capability and without a way to get one', async () => {
    const lines = (await readFile('/proc/1/status')).split('\n');
    const identity = lines.filter((line) => /^(Uid|Gid|NoNewPrivs|Cap\w+):/.test(line));
    // Of the user and of the group: the real, effective, saved and file system id.
    const ids = Array(4).fill('65532').join('\t');
    const none = '0'.repeat(16);
    expect(identity).toEqual([
      `Uid:\t${ids}`,
      `Gid:\t${ids}`,
      ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((set) => `${set}:\t${none}`),
      'NoNewPrivs:\t1',
    ]);
  });

  it.each(['/app/main.js', '/tmp/file'])('can write nothing, as to %s', async (path) => {
    expect(await evaluate(`fs.writeFileSync('${path}', '')`)).toContain('EROFS: read-only file system');
  });

  it.each(['sh', 'bash', 'busybox'])('has no %s', async (shell) => {
    const { exitCode } = await container.exec([shell, '-c', 'exit']);
    // Docker versions differ in the exit code for a missing program.
    expect([126, 127]).toContain(exitCode);
  });

  it('is healthy', async () => {
    await expect.poll(async () => (await container.docker.inspect()).State.Health?.Status, CHECKED).toBe('healthy');
  });

  it('would be unhealthy, with the reason, if nothing listened on the port', async () => {
    const { exitCode, stderr } = await container.exec(['node', 'healthcheck.js'], { HTTP_PORT: '1' });
    expect([exitCode, stderr]).toEqual([1, 'connect ECONNREFUSED 127.0.0.1:1\n']);
  });
});
