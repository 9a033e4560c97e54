// Runs in a pod: calls grpc.health.v1.Health/Check as its last argument says, and prints the results.
import { HealthService } from '../../libs/contracts/src/index.ts';
import { printResults } from './call-result.ts';

await printResults(HealthService.check, { service: '' });
