import { readFileSync } from 'node:fs';

import { SERVICES, type ServiceName } from '#configuration';

import type { Images } from '../../libs/testbed/src/containers/containers.ts';
import { missingImages } from '../../libs/testbed/src/containers/docker.ts';
import { startProcesses } from '../../libs/testbed/src/processes.ts';
import { imageSize, type ImageSize } from './image-size.ts';
import { pageWeight } from './page-weight.ts';
import { countProductionDependencies, type PackageLock } from './production-dependencies.ts';
import type { Budgets } from './read-budgets.ts';
import { readyTime } from './ready-time.ts';
import type { Figure } from './report.ts';
import { REQUESTS, residentMemory, type Resident } from './resident-memory.ts';

const kB = 1000;
const MB = 1000 * kB;

/** Of the images and of containers of them. It takes a minute or two, and logs its progress to standard error. */
export async function containerFigures(images: Images, budgets: Budgets, signal: AbortSignal): Promise<Figure[]> {
  const missing = await missingImages(Object.values(images));
  if (missing.length > 0) throw new Error(`no image ${missing.join(', ')}. \`npm run images\` builds them.`);
  const { readyMs, residentMB } = budgets;
  const sizes: [ServiceName, ImageSize][] = [];
  const times: [ServiceName, number][] = [];
  for (const service of Object.keys(SERVICES) as ServiceName[]) {
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

export const imageFigures = (sizes: readonly [ServiceName, ImageSize][], { imageMB }: Budgets): Figure[] =>
  (['uncompressed', 'compressed'] as const).flatMap((form) =>
    sizes.map(([service, size]): Figure => ({
      name: `image over its base, ${form}, ${service}`,
      unit: 'MB',
      measured: size[form] / MB,
      budget: imageMB[form],
    })),
  );

/** Of the page of a product, from the bundles. */
export async function pageFigures({ page }: Budgets, signal: AbortSignal): Promise<Figure[]> {
  // The page names its instances; this one is as long as a container's host name.
  await using services = await startProcesses({ environment: { SERVICE_INSTANCE: '0123456789ab' }, signal });
  const { bytes, requests } = await pageWeight(`${services.productUrl}.html`);
  return [
    { name: 'a product page and all that it loads', unit: 'kB', measured: bytes / kB, budget: page.kB },
    { name: 'requests that it takes', unit: '', measured: requests, budget: page.requests },
  ];
}

export function dependencyFigures({ productionDependencies: budget }: Budgets): Figure[] {
  const { direct, all } = countProductionDependencies(
    JSON.parse(readFileSync('package-lock.json', 'utf8')) as PackageLock,
  );
  return [
    { name: 'production dependencies, direct', unit: '', measured: direct, budget: budget.direct },
    { name: 'production dependencies, all', unit: '', measured: all, budget: budget.all },
  ];
}
