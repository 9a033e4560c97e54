import { readFileSync } from 'node:fs';

import type { ServiceName } from '#configuration';

import { startProcesses } from '../../libs/testbed/src/processes.ts';
import type { ImageSize } from './image-size.ts';
import { pageWeight } from './page-weight.ts';
import { countProductionDependencies, type PackageLock } from './production-dependencies.ts';
import type { Budgets } from './read-budgets.ts';
import type { Figure } from './report.ts';

const kB = 1000;
export const MB = 1000 * kB;

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
