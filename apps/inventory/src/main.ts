import { runService } from '#run-service';

await runService('inventory', () => import('./inventory.app.ts'));
