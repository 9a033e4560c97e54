// Runs schemathesis (tools/schemathesis.sh) against the gateway, and against the backends that have paths of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startProcesses } from '../../libs/testbed/src/processes.ts';

const [program = '', seed = '', examples = ''] = process.argv.slice(2);
const DOCUMENT = join(process.cwd(), 'apps/gateway/src/openapi.json');
/** Paths that only a backend has. */
const BACKEND_PATHS = {
  inventory: '/productInventory/{id}',
  price: '/productPrice/{id}',
  reviews: '/productReviews/{id}',
};

await using services = await startProcesses({ environment: { LOG_LEVEL: 'silent' } });
// The files that schemathesis keeps for its next run must not be in a clone.
using folder = mkdtempDisposableSync(join(tmpdir(), 'schemathesis-'));

/** Their responses never end, and schemathesis waits for the end of each; apps/gateway/src/{live,events}/ have their specs. */
const EVENT_PATHS = ['/product/{id}/live/events', '/product/{id}/events'];

const runs = [
  {
    port: services.httpPorts.gateway,
    paths: [...EVENT_PATHS, ...Object.values(BACKEND_PATHS)].map((path) => `--exclude-path=${path}`),
  },
  ...(['inventory', 'price', 'reviews'] as const).map((name) => ({
    port: services.httpPorts[name],
    paths: [`--include-path=${BACKEND_PATHS[name]}`],
  })),
];
for (const { port, paths } of runs) {
  const code = await schemathesis(`http://127.0.0.1:${port}`, paths);
  if (code !== 0) process.exitCode = 1;
}

async function schemathesis(url: string, paths: readonly string[]): Promise<number | null> {
  const child = spawn(
    program,
    [
      'run',
      DOCUMENT,
      `--url=${url}`,
      ...paths,
      `--seed=${seed}`,
      `--max-examples=${examples}`,
      '--checks=all',
      // No schema distinguishes a page token of a list from another text.
      '--exclude-checks=positive_data_acceptance',
      '--phases=examples,coverage,fuzzing',
      '--continue-on-failure',
      '--warnings=off',
      '--no-color',
    ],
    { stdio: 'inherit', cwd: folder.path, env: { ...process.env, NO_PROXY: '*' } },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
