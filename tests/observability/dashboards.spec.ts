import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';

import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';

import { queriesOf } from '../../observability/grafana/dashboard-queries.ts';
import { DASHBOARDS } from '../../observability/grafana/generate.ts';

const ROOT = join(import.meta.dirname, '../..');
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A type of the SDK as its JSON has it: enums as their values, and no methods. */
const AS_JSON = `type AsJson<T> = 0 extends 1 & T ? T
  : T extends string ? \`\${T}\`
  : T extends (infer Item)[] ? AsJson<Item>[]
  : T extends object ? { [K in keyof T as K extends \`_\${string}\` ? never : K]: AsJson<T[K]> }
  : T;`;

describe.for(Object.keys(DASHBOARDS) as (keyof typeof DASHBOARDS)[])('the dashboard %s', (name) => {
  const json = readFileSync(join(import.meta.dirname, '../../observability/grafana/dashboards', name), 'utf8');
  const dashboard = JSON.parse(json) as Dashboard;
  const panels = (dashboard.panels ?? []).filter((panel): panel is Panel => panel.type !== 'row');

  it('is what `node observability/grafana/generate.ts` writes', () => {
    expect(json).toBe(DASHBOARDS[name]);
  });

  it("fits the types of Grafana's SDK, panel by panel", async () => {
    const values: [module: string, type: string, value: unknown][] = [
      ['dashboard', 'Dashboard', dashboard],
      ['prometheus', 'Dataquery[]', queriesOf(dashboard)],
      ...panels.map(({ type, options }): [string, string, unknown] => [type.toLowerCase(), 'Options', options]),
    ];
    const source = values.map(([module, type, value], index) => {
      const sdkType = `import('@grafana/grafana-foundation-sdk/${module}').${type}`;
      return `export const value${index}: AsJson<${sdkType}> = ${JSON.stringify(value)};`;
    });
    await mkdir(join(ROOT, 'dist'), { recursive: true });
    await using folder = await mkdtempDisposable(join(ROOT, 'dist/dashboard-'));
    const file = join(folder.path, 'dashboard.ts');
    writeFileSync(file, [AS_JSON, ...source].join('\n'));
    const options = '--ignoreConfig --noEmit --strict --skipLibCheck --module nodenext'.split(' ');
    const tsc = [join(ROOT, 'node_modules/.bin/tsc'), ...options, file];
    const { stdout } = spawnSync(process.execPath, tsc, { encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  it('has panels with ids of their own and descriptions, which do not overlap', () => {
    const all = dashboard.panels ?? [];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const cells = all.flatMap(({ gridPos: { x, y, w, h } = { x: 0, y: 0, w: 0, h: 0 } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(all.filter(({ gridPos }) => !gridPos || gridPos.x + gridPos.w > 24)).toEqual([]);
    for (const { title, description } of panels) expect([title, description]).not.toContain(undefined);
  });

  it('queries the Prometheus that its reader chose, and uses no variable that it does not define', () => {
    const offered = dashboard.templating.list?.map((variable) => variable.name) ?? [];
    for (const { refId, datasource, expr } of queriesOf(dashboard)) {
      expect({ refId, datasource }).toEqual({ refId: expect.any(String), datasource: DATASOURCE });
      const used = [...expr.matchAll(/\$([a-z]\w+)/g)].map(([, variable]) => variable);
      expect(offered).toEqual(expect.arrayContaining(used));
    }
    for (const panel of panels) {
      expect(panel.datasource).toEqual(DATASOURCE);
      const refIds = (panel.targets ?? []).map((target) => (target as { refId?: string }).refId);
      expect(new Set(refIds).size).toBe(refIds.length);
    }
  });
});
