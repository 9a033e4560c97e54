// Runs in the pod of a client: calls price at the given address and prints the result.
import { PriceServiceService } from '../../libs/contracts/src/index.ts';
import { printResult } from './call-result.ts';

await printResult(process.argv.at(-1) ?? '', PriceServiceService.getPrice, { productId: 9_310_301 });
