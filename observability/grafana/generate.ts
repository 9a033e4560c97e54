// Writes dashboards/*.json, which Grafana reads, from the dashboards/*.ts beside them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { meshDashboard } from './dashboards/mesh.ts';
import { servicesDashboard } from './dashboards/services.ts';

/** What each file of dashboards/ must hold, by the file's name. */
export const DASHBOARDS = {
  'mesh.json': `${JSON.stringify(meshDashboard, null, 2)}\n`,
  'services.json': `${JSON.stringify(servicesDashboard, null, 2)}\n`,
};

if (import.meta.main) {
  for (const [name, json] of Object.entries(DASHBOARDS)) {
    writeFileSync(join(import.meta.dirname, 'dashboards', name), json);
  }
}
