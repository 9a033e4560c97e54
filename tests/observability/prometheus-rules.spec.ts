import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { SERVICES } from '#configuration';

import { prometheusIsMissing, promtool, readConfiguration } from '../../libs/testbed/src/observability/prometheus.ts';

const FOLDER = join(import.meta.dirname, '../../observability/prometheus');
const filesOf = (pattern: string) => globSync(pattern, { cwd: FOLDER });
const documents = <Document>(pattern: string) =>
  filesOf(pattern).map((path) => parse(readFileSync(join(FOLDER, path), 'utf8')) as Document);

const rules = documents<{ groups: { rules: { alert?: string; record?: string }[] }[] }>('rules/*.yml')
  .flatMap(({ groups }) => groups)
  .flatMap((group) => group.rules);

interface UnitTest {
  alert_rule_test?: { alertname: string; exp_alerts?: object[] }[];
  promql_expr_test?: { expr: string }[];
}
const tests = documents<{ tests: UnitTest[] }>('tests/*.yml').flatMap((file) => file.tests);

describe.skipIf(prometheusIsMissing())('promtool', () => {
  it('accepts the configuration and every rule', () => {
    expect(promtool(['check', 'config', '--lint-fatal', join(FOLDER, 'prometheus.yml')])).toEqual({
      code: 0,
      output: expect.stringContaining('rules found'),
    });
  });

  it.for(filesOf('tests/*.yml'))('finds that the rules do what %s says', (path) => {
    expect(promtool(['test', 'rules', join(FOLDER, path)])).toEqual({
      code: 0,
      output: expect.stringContaining('SUCCESS'),
    });
  });
});

describe('prometheus.yml', () => {
  it('scrapes each service where `npm start` runs it', async () => {
    const { scrape_configs: jobs } = await readConfiguration();
    const scraped = jobs.flatMap((job) => job.static_configs).map(({ targets, labels }) => [labels.service, targets]);
    expect(scraped).toEqual(Object.entries(SERVICES).map(([name, { httpPort }]) => [name, [`localhost:${httpPort}`]]));
  });
});

describe('the rule tests', () => {
  const alerts = new Set(rules.flatMap(({ alert }) => alert ?? []));
  const tested = tests.flatMap((test) => test.alert_rule_test ?? []);

  it('show every alert firing, and not firing', () => {
    const shown = (firing: boolean) =>
      tested.filter(({ exp_alerts: expected = [] }) => expected.length > 0 === firing).map((test) => test.alertname);
    expect(new Set(shown(true))).toEqual(alerts);
    expect(new Set(shown(false))).toEqual(alerts);
  });

  it('compute every recorded series that is not only an ingredient of others', () => {
    const expressions = tests
      .flatMap((test) => test.promql_expr_test ?? [])
      .map(({ expr }) => expr)
      .join('\n');
    const ingredients = new Set([
      'mesh:request_duration_milliseconds_bucket:rate1m',
      'mesh:mutual_tls_requests:rate1m',
    ]);
    const records = rules.flatMap(({ record }) => record ?? []).filter((record) => !ingredients.has(record));
    expect(records.filter((record) => !expressions.includes(record))).toEqual([]);
  });
});
