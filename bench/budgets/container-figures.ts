import type { ServiceName } from '#configuration';

import type { Images } from '../../libs/testbed/src/containers/containers.ts';
import { missingImages } from '../../libs/testbed/src/containers/docker.ts';
import { SERVICE_NAMES } from '../../libs/testbed/src/environment.ts';
import { imageFigures, MB } from './figures.ts';
import { imageSize, type ImageSize } from './image-size.ts';
import type { Budgets } from './read-budgets.ts';
import { readyTime } from './ready-time.ts';
import type { Figure } from './report.ts';
import { REQUESTS, residentMemory, type Resident } from './resident-memory.ts';

/** Of the images and of containers of them. It takes a minute or two, and logs its progress to standard error. */
export async function containerFigures(images: Images, budgets: Budgets, signal: AbortSignal): Promise<Figure[]> {
  const missing = await missingImages(Object.values(images));
  if (missing.length > 0) throw new Error(`no image ${missing.join(', ')}. \`npm run images\` builds them.`);
  const { readyMs, residentMB } = budgets;
  const sizes: [ServiceName, ImageSize][] = [];
  const times: [ServiceName, number][] = [];
  for (const service of SERVICE_NAMES) {
    signal.throwIfAborted();
    console.error(`Weighing and starting ${images[service]} …`);
    sizes.push([service, await imageSize(images[service])]);
    times.push([service, await readyTime(images[service], readyMs, signal)]);
  }
  console.error(`Sending ${REQUESTS.toLocaleString('en')} requests to the five …`);
  const { idle, after } = await residentMemory(images, signal);
  const resident = (when: string, memory: Resident, budget: Budgets['residentMB']['idle']): Figure[] =>
    [...memory].map(([service, bytes]) => ({
      name: `resident memory ${when}, ${service}`,
      unit: 'MB',
      measured: bytes / MB,
      budget: service === 'gateway' ? budget.gateway : budget.backend,
    }));
  return [
    ...imageFigures(sizes, budgets),
    ...times.map(([service, ms]): Figure => ({
      name: `start to ready, ${service}`,
      unit: 'ms',
      measured: ms,
      budget: readyMs,
    })),
    ...resident('idle', idle, residentMB.idle),
    ...resident(`after ${REQUESTS.toLocaleString('en')} requests`, after, residentMB.afterRequests),
  ];
}
