import { runService } from '#run-service';

await runService('reviews', () => import('./reviews.app.ts'));
