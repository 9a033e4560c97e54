import { startProcesses } from '../libs/testbed/src/processes.ts';
import { PRODUCT_ENVIRONMENT } from './baselines.ts';
import { takeRounds, type Participant, type Round } from './rounds.ts';

const CONCURRENCY = 64;
const SEED = '/product/9310301';
/** Computed products with as many reviews each, the last of which takes so many to be there. */
const [AMONG_10, AMONG_10_000, AMONG_1_000_000] = ['/product/10000003', '/product/10009803', '/product/10999803'];
const options = (count: number) => ({ CATALOG_PRODUCTS: '10', CATALOG_OPTIONS: `${count}` });
const products = (count: number) => ({ CATALOG_PRODUCTS: `${count}`, CATALOG_OPTIONS: '4' });

/** The product with one setting or size changed from another variant, which is its base. */
export interface Variant {
  readonly name: string;
  readonly base?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly path: string;
}

export const VARIANTS: readonly Variant[] = [
  { name: 'as it is', environment: {}, path: SEED },
  { name: 'page', base: 'as it is', environment: {}, path: `${SEED}.html` },
  { name: 'HOPS=off', base: 'as it is', environment: { HOPS: 'off' }, path: SEED },
  { name: 'METRICS=off', base: 'as it is', environment: { METRICS: 'off' }, path: SEED },
  { name: 'HOPS=off METRICS=off', base: 'as it is', environment: { HOPS: 'off', METRICS: 'off' }, path: SEED },
  { name: 'LOG_LEVEL=info', base: 'as it is', environment: { LOG_LEVEL: 'info' }, path: SEED },
  { name: '1 option', base: '4 options', environment: options(1), path: AMONG_10 },
  { name: '4 options', environment: options(4), path: AMONG_10 },
  { name: '10 options', base: '4 options', environment: options(10), path: AMONG_10 },
  { name: '100 options', base: '4 options', environment: options(100), path: AMONG_10 },
  { name: '1,000 options', base: '4 options', environment: options(1000), path: AMONG_10 },
  {
    name: '10,000 products',
    base: '4 options',
    environment: products(10_000),
    path: AMONG_10_000,
  },
  {
    name: '1,000,000 products',
    base: '4 options',
    environment: products(1_000_000),
    path: AMONG_1_000_000,
  },
];

/** Measures all variants of the product side by side. */
export async function grow(
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  onProgress: (progress: string) => void,
  signal: AbortSignal,
): Promise<readonly Round[]> {
  await using running = new AsyncDisposableStack();
  const participants: Participant[] = [];
  for (const { name, environment, path } of VARIANTS) {
    onProgress(`starting: ${name}`);
    const services = running.use(
      await startProcesses({ environment: { ...PRODUCT_ENVIRONMENT, ...environment }, signal }),
    );
    const url = new URL(path, services.productUrl).href;
    participants.push({ name, services, url, concurrency: CONCURRENCY, seconds });
  }
  return await takeRounds(participants, rounds, onProgress, signal);
}
