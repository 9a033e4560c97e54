import { closedLoop } from './load/closed-loop.ts';
import { LOG_OFF, LOG_ON, startProgram, temporaryLogFolder } from './programs.ts';
import { takeRounds, type Participant, type Round, type RoundsPlan } from './rounds.ts';

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
  /** On top of a production without request log. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logsToFile?: boolean;
  readonly path: string;
}

export const VARIANTS: readonly Variant[] = [
  { name: 'log off', environment: {}, path: SEED },
  { name: 'page', base: 'log off', environment: {}, path: `${SEED}.html` },
  { name: 'HOPS=off', base: 'log off', environment: { HOPS: 'off' }, path: SEED },
  { name: 'METRICS=off', base: 'log off', environment: { METRICS: 'off' }, path: SEED },
  { name: 'HOPS=off METRICS=off', base: 'log off', environment: { HOPS: 'off', METRICS: 'off' }, path: SEED },
  { name: 'log to a file', base: 'log off', environment: LOG_ON, logsToFile: true, path: SEED },
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
  plan: RoundsPlan,
  onProgress: (progress: string) => void,
  signal: AbortSignal,
): Promise<readonly Round[]> {
  await using logs = await temporaryLogFolder();
  await using running = new AsyncDisposableStack();
  const participants: Participant[] = [];
  for (const { name, environment, logsToFile = false, path } of VARIANTS) {
    onProgress(`starting: ${name}`);
    const variant = { name, environment: { ...LOG_OFF, ...environment }, logsToFile };
    const services = running.use(await startProgram(variant, logs.path, signal));
    const url = new URL(path, services.productUrl).href;
    const load = (seconds: number) => closedLoop(url, { concurrency: CONCURRENCY, seconds }, signal);
    participants.push({ name, services, load });
  }
  return (await takeRounds(participants, plan, onProgress)).rounds;
}
