// Runs in the pod of a client: calls price as its last argument says, and prints the results.
import { PriceServiceService } from '../../libs/contracts/src/index.ts';
import { printResults } from './call-result.ts';

await printResults(PriceServiceService.getPrice, { productId: 9_310_301 });
