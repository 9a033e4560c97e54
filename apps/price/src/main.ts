import { runService } from '#run-service';

await runService('price', () => import('./price.app.ts'));
