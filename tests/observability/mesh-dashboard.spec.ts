import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { queriesOf } from '../../observability/grafana/dashboard-queries.ts';
import { meshDashboard } from '../../observability/grafana/dashboards/mesh.ts';

describe.for(['istio', 'linkerd'])('the mesh dashboard with %s', (mesh) => {
  const file = join(import.meta.dirname, '../../observability/prometheus/tests', `mesh-${mesh}.yml`);
  const [{ promql_expr_test: tested }] = (
    parse(readFileSync(file, 'utf8')) as { tests: [{ promql_expr_test: { expr: string; exp_samples: object[] }[] }] }
  ).tests;

  it('has no query without a result in the rule tests', () => {
    const queries = queriesOf(meshDashboard, { mesh, namespace: 'demo' });
    expect(tested.map(({ expr }) => expr)).toEqual(queries.map(({ expr }) => expr));
    expect(tested.filter((test) => test.exp_samples.length === 0)).toEqual([]);
  });
});
