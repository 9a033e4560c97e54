// Exits with 1 if the CPU of a request, divided by that of the floor in the same run, is over its bound in bench/budgets.json:
// about half more than when the bounds were set. There are three tries, since other load on the machine looks like a slow
// product.
import { startProcesses } from '../libs/testbed/src/processes.ts';
import { readBudgets } from './budgets/read-budgets.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { floor } from './baselines.ts';
import { figureOf } from './figure.ts';
import { closedLoop } from './load/closed-loop.ts';
import { LOG_OFF } from './programs.ts';
import { eachOf, takeRounds } from './rounds.ts';

const TRIES = 3;
const CONCURRENCY = 64;
const PLAN = { count: 3, seconds: 1 };

const { cpuTimesFloor: bounds } = readBudgets('bench/budgets.json');
await floor.prepare();
const signal = interruption();
for (let tried = 1; tried <= TRIES; tried += 1) {
  const ratios = await timesFloor();
  const over = (['gateway', 'backends'] as const).filter((part) => ratios[part] > bounds[part]);
  const text = `CPU, times the floor: gateway ${ratios.gateway.toFixed(2)} (at most ${bounds.gateway}), backends ${ratios.backends.toFixed(2)} (at most ${bounds.backends})`;
  console.log(`try ${tried} of ${TRIES}: ${text}`);
  process.exitCode = over.length > 0 ? 1 : 0;
  if (over.length === 0) break;
}

async function timesFloor() {
  await using running = new AsyncDisposableStack();
  const participants = [];
  for (const variant of [
    { name: 'product', environment: LOG_OFF },
    { ...floor, environment: {} },
  ]) {
    const services = running.use(await startProcesses({ ...variant, signal }));
    const load = (seconds: number) => closedLoop(services.productUrl, { concurrency: CONCURRENCY, seconds }, signal);
    participants.push({ name: variant.name, services, load });
  }
  const { rounds, unsteady } = await takeRounds(participants, PLAN, () => undefined);
  for (const sentence of unsteady) console.log(sentence);
  const ratio = (part: 'gateway' | 'backends') =>
    figureOf(eachOf(rounds, ({ cpu }) => cpu[part], 'product', floor.name)).median;
  return { gateway: ratio('gateway'), backends: ratio('backends') };
}
