// Runs in the pod of a client: watches the stock of a product as its last argument says, and prints what each viewer got.
import { watchStock, type StockToWatch } from '../../libs/testbed/src/load/watch-stock.ts';

const TIMEOUT_MS = 120_000;

const stock = JSON.parse(process.argv.at(-1) ?? '') as StockToWatch;
console.log(JSON.stringify(await watchStock(stock, AbortSignal.timeout(TIMEOUT_MS))));
