// The pictures of the live view, each of a scenario on a cluster with Istio.
import type { Page } from 'playwright-core';

import { isFound } from '../../libs/testbed/src/cluster/cluster.ts';
import { startClusterTestbed, type ClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import { forwardPort } from '../../libs/testbed/src/cluster/port-forward.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build } from '../../libs/testbed/src/cluster/kustomize.ts';
import { runLoad } from '../../libs/testbed/src/load/run-load.ts';
import { logProgress } from '../../libs/testbed/src/run-command.ts';
import { until } from '../../libs/testbed/src/until.ts';
import { openBrowser, picture } from './picture.ts';

const PATH = '/product/9310301';
/** So wide that the text is legible where a README shows it. */
const SCREEN = { width: 1000, height: 800 };
/** The space below the last backend. */
const FOOT = 32;
const MINUTE_MS = 60_000;
const TIMEOUT_MS = 300_000;
/** Requests a second beside the samples, so that a sick pod fails often enough to be ejected again and again. */
const LOAD_PER_SECOND = 20;
/** After so many seconds without a call an instance is marked on the page. */
const EJECTED_FOR_SECONDS = 20;
/** The calls that fail before. */
const FAILURES = 5;
/** While these are less than a minute ago. */
const EJECTION_TIMEOUT_MS = 50_000;
const TRIES = 5;

const SLOW_MS = 500;

interface LivePicturesOptions {
  readonly namespace: string;
  readonly gatewayImage: string | undefined;
  readonly only: readonly string[];
}

/** A gateway on the cluster, with its live view in a browser. */
interface Shown {
  readonly url: string;
  readonly page: Page;
  readonly deployed: ClusterTestbed;
  readonly objectsOf: (folder: string) => Promise<readonly KubernetesObject[]>;
  readonly signal: AbortSignal;
}

/** Deploys scenarios one after another, and takes a picture of the live view of each. */
export async function takeLivePictures(options: LivePicturesOptions, signal: AbortSignal): Promise<void> {
  // It is deleted at the end, so that one that is there must not be somebody's.
  if (isFound('namespace', options.namespace, '--ignore-not-found')) {
    throw new Error(`The cluster has a namespace ${options.namespace}. Delete it, or name another by --namespace.`);
  }
  for (const name of options.only) {
    logProgress(`${name}: deploying`);
    await takeLivePicture(name, options, signal);
    console.log(picture(name));
  }
}

const SCENES: Readonly<Record<string, { readonly folder: string; readonly wait: (shown: Shown) => Promise<void> }>> = {
  'live-canary': { folder: 'scenarios/canary/istio', wait: untilNineOfTen },
  'live-ejection': { folder: 'scenarios/circuit-breaking/istio/control', wait: untilEjected },
  'live-degraded': { folder: 'scenarios/fault-injection/istio', wait: untilDegraded },
};

async function takeLivePicture(name: string, options: LivePicturesOptions, signal: AbortSignal): Promise<void> {
  const { namespace, gatewayImage } = options;
  const scene = SCENES[name];
  if (!scene) throw new Error(`There is no picture ${name}.`);
  const objectsOf = async (folder: string) =>
    (await build(folder)).map((object) => withGatewayImage(object, gatewayImage));
  await using deployed = await startClusterTestbed({ namespace, objects: await objectsOf(scene.folder), signal });
  await using forward = await forwardPort({ namespace, service: 'gateway', port: 9999 });
  await using browser = await openBrowser();
  const page = await browser.newPage(SCREEN.width, SCREEN.height, { deviceScaleFactor: 1.5 });
  await page.goto(`${forward.url}${PATH}/live`);
  logProgress(`${name}: watching`);
  await scene.wait({ url: forward.url, page, deployed, objectsOf, signal });
  // Without the frame of the page, which shows nothing of the mesh.
  const { y, height } = (await page.locator('main').boundingBox()) ?? { y: 0, height: SCREEN.height };
  const clip = { x: 0, y, width: SCREEN.width, height: height - FOOT };
  await page.screenshot({ path: picture(name), animations: 'disabled', fullPage: true, clip });
}

/** Sixty samples of a share of 10 % show 3 to 18 %. The picture is of a minute that shows what the rule says. */
async function untilNineOfTen(shown: Shown): Promise<void> {
  await untilMinute(shown, 'price v2 has a tenth of a whole minute', ({ samples, hops }) => {
    const { versions } = hopOf(hops, 'price');
    return samples === 60 && isCalm(hops) && versions.find(({ name }) => name === 'v2')?.count === 6;
  });
}

/** The rule comes in the middle of the minute, so that the picture has the failures before as well. */
async function untilEjected(shown: Shown): Promise<void> {
  const { url, deployed, objectsOf, signal } = shown;
  for (let tried = 1; ; tried += 1) {
    await untilMinute(shown, 'the sick pod fails calls', ({ hops }) => hopOf(hops, 'price').errors >= FAILURES + 2);
    await deployed.apply(await objectsOf('scenarios/circuit-breaking/istio'));
    const stop = new AbortController();
    const count = (LOAD_PER_SECOND * TIMEOUT_MS) / 1000;
    const load = runLoad({ url: new URL(url + PATH), count, rate: LOAD_PER_SECOND, stop: stop.signal }, signal);
    try {
      const isShown = ({ hops }: LiveMinute) =>
        isCalm(hops, 'price') &&
        hopOf(hops, 'price').errors >= FAILURES &&
        hopOf(hops, 'price').instances.some(isEjected);
      return await untilMinute(shown, 'the sick pod has had no call for a while', isShown, EJECTION_TIMEOUT_MS);
    } catch (error) {
      if (signal.aborted || tried === TRIES) throw error;
    } finally {
      stop.abort();
      await load;
    }
    await deployed.apply(await objectsOf('scenarios/circuit-breaking/istio/control'));
  }
}

async function untilDegraded(shown: Shown): Promise<void> {
  await untilMinute(
    shown,
    'a minute has degraded products',
    ({ samples, hops }) => samples === 60 && isCalm(hops, 'price') && hopOf(hops, 'price').errors > 0,
  );
}

/** The parts of the live view's JSON that the pictures wait for. */
interface LiveMinute {
  readonly samples: number;
  readonly hops: readonly LiveHop[];
}

interface LiveHop {
  readonly service: string;
  readonly errors: number;
  readonly p99Ms: number;
  readonly versions: readonly { readonly name: string; readonly count: number }[];
  readonly instances: readonly LiveInstance[];
}

interface LiveInstance {
  readonly instance: string | null;
  readonly lastCallSecondsAgo: number;
}

const isEjected = ({ instance, lastCallSecondsAgo }: LiveInstance): boolean =>
  instance?.startsWith('price-sick-') === true && lastCallSecondsAgo >= EJECTED_FOR_SECONDS;

/** Whether no backend is slow, and none fails but the one that the picture is about: other work on the machine shows as such. */
const isCalm = (hops: readonly LiveHop[], failing?: string): boolean =>
  hops.every(({ service, errors, p99Ms }) => p99Ms < SLOW_MS && (errors === 0 || service === failing));

/** Waits for a minute, which the page then shows as well. */
async function untilMinute(
  { url, signal }: Shown,
  what: string,
  isReached: (minute: LiveMinute) => boolean,
  timeoutMs = TIMEOUT_MS + MINUTE_MS,
): Promise<void> {
  const reached = async () => isReached((await (await fetch(`${url}${PATH}/live`)).json()) as LiveMinute);
  await until(reached, { what, timeoutMs, intervalMs: 500, signal });
}

function hopOf(hops: readonly LiveHop[], service: string): LiveHop {
  const hop = hops.find((candidate) => candidate.service === service);
  if (!hop) throw new Error(`The live view has no calls to ${service}.`);
  return hop;
}

/** The same object, but with another image if it is the gateway's Deployment. */
function withGatewayImage(object: KubernetesObject, image: string | undefined): KubernetesObject {
  if (image === undefined || object.kind !== 'Deployment' || object.metadata.name !== 'gateway') return object;
  const copy = structuredClone(object) as KubernetesObject & {
    spec: { template: { spec: { containers: { image: string }[] } } };
  };
  for (const container of copy.spec.template.spec.containers) container.image = image;
  return copy;
}
