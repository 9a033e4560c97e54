// Measures what the services cost to carry, to start and to run, and compares it with bench/budgets.json.
import { parseArgs } from 'node:util';

import { SERVICES, type ServiceName } from '#configuration';

import type { Images } from '../libs/testbed/src/containers/containers.ts';
import { dockerIsMissing } from '../libs/testbed/src/containers/docker.ts';
import { imageOf } from '../libs/testbed/src/containers/image.ts';
import { dependencyFigures, pageFigures } from './budgets/figures.ts';
import { readBudgets } from './budgets/read-budgets.ts';
import { isOver, report } from './budgets/report.ts';
import { chromiumIsMissing } from '../libs/testbed/src/chromium.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';

const interrupted = interruption();

try {
  process.exitCode = await main(process.argv.slice(2), interrupted);
} catch (error) {
  console.error(((interrupted.aborted ? interrupted.reason : error) as Error).message);
  process.exitCode = 1;
}

async function main(args: string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ args, options: { image: { type: 'string', multiple: true, default: [] } } });
  const images = imagesFrom(values.image);
  const budgets = readBudgets('bench/budgets.json');

  const figures = dependencyFigures(budgets);
  const notMeasured: string[] = [];
  // In CI too: what can be measured is printed before the run fails.
  if (chromiumIsMissing(false)) notMeasured.push('the page');
  else figures.push(...(await pageFigures(budgets, signal)));
  if (await dockerIsMissing(false)) notMeasured.push('size of images', 'time from start to ready', 'resident memory');
  else {
    // Loaded only here, since the client of Docker takes longer to load than all else together.
    const { containerFigures } = await import('./budgets/container-figures.ts');
    figures.push(...(await containerFigures(images, budgets, signal)));
  }

  console.log(report(figures));
  if (notMeasured.length > 0) console.log(`Not measured: ${notMeasured.join(', ')}.`);
  return figures.some(isOver) || (process.env['CI'] && notMeasured.length > 0) ? 1 : 0;
}

/** The images that `npm run images` leaves, but for those that `--image SERVICE=IMAGE` names. */
function imagesFrom(given: string[]): Images {
  const names = Object.keys(SERVICES) as ServiceName[];
  const images = Object.fromEntries(names.map((name) => [name, imageOf(name)])) as Record<ServiceName, string>;
  for (const text of given) {
    const name = names.find((service) => text.startsWith(`${service}=`));
    if (!name)
      throw new Error(`--image is "${text}", but must be SERVICE=IMAGE, as in price=product-gateway/price:dev`);
    images[name] = text.slice(name.length + 1);
  }
  return images;
}
