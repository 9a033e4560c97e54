import { runService } from '#run-service';

await runService('base-product', () => import('./base-product.app.ts'));
