import { runService } from '#run-service';

await runService('gateway', () => import('./gateway.app.ts'));
