import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';
import type { ServiceName } from '#configuration';

const CONFIGURATION = join(import.meta.dirname, '../../observability/prometheus');

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
    target.targets = [`127.0.0.1:${httpPorts[target.labels.service]}`];
  }

  await using starting = new AsyncDisposableStack();
  const directory = starting.use(await mkdtempDisposable(join(tmpdir(), 'prometheus-')));
  const file = join(directory.path, 'prometheus.yml');
  // JSON is YAML too.
  await writeFile(file, JSON.stringify(configuration));
  const child = spawn(
    'prometheus',
    [`--config.file=${file}`, `--storage.tsdb.path=${directory.path}/data`, '--web.listen-address=127.0.0.1:0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  starting.defer(async () => void (child.kill() && (await exited)));
  const url = `http://127.0.0.1:${await listeningPort(child)}`;
  const started = starting.move();
  return {
    url,
    /** The `data` of its HTTP API's answer to a path such as query?query=up. */
    async get<Data>(path: string): Promise<Data> {
      const answer = await fetch(`${url}/api/v1/${path}`);
      const body = (await answer.json()) as { error?: string; data: Data };
      if (!answer.ok) throw new Error(`${path}: ${body.error}`);
      return body.data;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** The port that Prometheus says it got. */
function listeningPort(prometheus: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    prometheus.stderr?.on('data', (chunk) => {
      log += String(chunk);
      const port = /Listening on.*address=\S+:(\d+)/.exec(log)?.[1];
      if (port) resolve(port);
    });
    prometheus.once('exit', () => reject(new Error(`Prometheus ended:\n${log}`)));
  });
}
