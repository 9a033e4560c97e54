// Runs in a pod: calls grpc.health.v1.Health/Check at the given address and prints the result.
import { HealthService } from '../../libs/contracts/src/index.ts';
import { printResult } from './call-result.ts';

await printResult(process.argv.at(-1) ?? '', HealthService.check, { service: '' });
