import { spawnSync } from 'node:child_process';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';
import type { ServiceName } from '#configuration';

import { BackgroundProgram } from '../background-program.ts';
import { LOOPBACK } from '../environment.ts';
import { requireOrSkip } from '../require-or-skip.ts';

const CONFIGURATION = join(import.meta.dirname, '../../../../observability/prometheus');

const isInstalled = (program: string): boolean => !spawnSync(program, ['--version']).error;

/** Whether to skip what needs Prometheus and its promtool. */
export const prometheusIsMissing = (): boolean =>
  requireOrSkip(
    'prometheus or no promtool',
    () => isInstalled('prometheus') && isInstalled('promtool'),
    '`tools/observability-tools.sh` installs both.',
  );

/** Runs promtool, and returns its exit code and all that it printed. */
export function promtool(args: string[], input = ''): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

interface Configuration {
  global: Record<'scrape_interval' | 'evaluation_interval', string>;
  rule_files: string[];
  scrape_configs: { static_configs: { targets: string[]; labels: { service: ServiceName } }[] }[];
}

/** Our own prometheus.yml. */
export async function readConfiguration(): Promise<Configuration> {
  return parse(await readFile(join(CONFIGURATION, 'prometheus.yml'), 'utf8')) as Configuration;
}

/**
 * Runs Prometheus on a free port of the loopback address with our own prometheus.yml, but scraping once a second, and
 * at the given HTTP ports. What it stores is gone at the end of the `await using` block.
 */
export async function startPrometheus(httpPorts: Readonly<Record<ServiceName, number>>) {
  const configuration = await readConfiguration();
  configuration.global = { scrape_interval: '1s', evaluation_interval: '1s' };
  configuration.rule_files = configuration.rule_files.map((path) => join(CONFIGURATION, path));
  for (const target of configuration.scrape_configs.flatMap((job) => job.static_configs)) {
    target.targets = [`${LOOPBACK}:${httpPorts[target.labels.service]}`];
  }

  await using starting = new AsyncDisposableStack();
  const directory = starting.use(await mkdtempDisposable(join(tmpdir(), 'prometheus-')));
  const file = join(directory.path, 'prometheus.yml');
  // JSON is YAML too.
  await writeFile(file, JSON.stringify(configuration));
  const prometheus = starting.use(
    new BackgroundProgram(
      [
        'prometheus',
        `--config.file=${file}`,
        `--storage.tsdb.path=${directory.path}/data`,
        `--web.listen-address=${LOOPBACK}:0`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    ),
  );
  const [port] = await prometheus.printed(/Listening on.*address=\S+:(\d+)/);
  const url = `http://${LOOPBACK}:${port}`;
  const started = starting.move();
  return {
    url,
    /** The `data` of its HTTP API's response to a path such as query?query=up. */
    async get<Data>(path: string): Promise<Data> {
      const response = await fetch(`${url}/api/v1/${path}`);
      const body = (await response.json()) as { error?: string; data: Data };
      if (!response.ok) throw new Error(`${path}: ${body.error}`);
      return body.data;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
