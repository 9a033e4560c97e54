import { SERVICES, type ServiceName } from '#configuration';

import { startClientPod } from '../libs/testbed/src/cluster/client-pod.ts';
import { startClusterTestbed, type ClusterTestbed } from '../libs/testbed/src/cluster/cluster-testbed.ts';
import { stopControlPlane } from '../libs/testbed/src/cluster/control-plane.ts';
import { ingressHost } from '../libs/testbed/src/cluster/ingress-host.ts';
import { kubectl, nodeIn } from '../libs/testbed/src/cluster/kubectl.ts';
import { proxiesOf, restartProxy } from '../libs/testbed/src/cluster/proxies.ts';
import { runForJson } from '../libs/testbed/src/cluster/run-for-json.ts';
import { killPod, podsIn, untilRolledOut } from '../libs/testbed/src/cluster/workloads.ts';
import type { ConformancePlan } from './arguments.ts';
import { collectedSpans } from './collected-spans.ts';
import { dataPlaneOf } from './data-plane.ts';
import type { Mesh } from '../libs/testbed/src/cluster/mesh.ts';
import type { ReservedPieces } from '../libs/testbed/src/load/reserve-pieces.ts';
import type { WatchedStock } from '../libs/testbed/src/load/watch-stock.ts';
import { getFromGateway, runInGateway } from './gateway-pod.ts';
import type { CallResults, CallsToSend } from './programs/call-result.ts';
import { queryPrometheus } from './prometheus.ts';
import type { Traffic } from './traffic.ts';

const REQUESTS_PER_SECOND = 100;
const CALL_PRICE = 'conformance/programs/call-price.ts';
const CHECK_HEALTH = 'conformance/programs/check-health.ts';
const RESERVE_PIECES = 'conformance/programs/reserve-pieces.ts';
const WATCH_STOCK = 'conformance/programs/watch-stock.ts';
const ATTEMPTS = /^product_gateway_rpc_server_attempts_total\{.*attempt="(.+?)".*\} (\d+)$/gm;

/** The five services in a cluster with two clients; deleted at the end of the `await using` block. */
export interface RunningDeployment extends Traffic, Pick<ClusterTestbed, 'apply'>, AsyncDisposable {}

/**
 * Starts a client in the mesh and one outside it. The five services start with the first `apply`.
 *
 * @param plan the namespace, and whether everything stays in the cluster at the end
 * @param signal aborts whatever is in progress
 */
export async function startDeployment(
  mesh: Mesh,
  { namespace, keep }: Pick<ConformancePlan, 'namespace' | 'keep'>,
  signal: AbortSignal,
): Promise<RunningDeployment> {
  await using starting = new AsyncDisposableStack();
  const { injection } = mesh;
  const inside = starting.use(await startClientPod({ namespace: `${namespace}-client`, injection }, signal));
  const outside = starting.use(await startClientPod({ namespace: `${namespace}-outside` }, signal));
  const testbed = starting.use(await startClusterTestbed({ namespace, signal }));
  const started = starting.move();

  const runWithOptions = async <T>(program: string, options: object): Promise<T> => {
    const all = JSON.stringify({ ...options, origin: testbed.httpUrl('gateway') });
    return await inside.run<T>(program, all);
  };
  const callsToSend = (service: ServiceName, times: number) =>
    JSON.stringify({ address: testbed.grpcAddress(service), times } satisfies CallsToSend);
  const inNamespace = `--namespace=${namespace}`;
  const podsOf = async (deployment: string) =>
    (await podsIn(namespace)).filter(({ metadata }) => metadata.name.startsWith(`${deployment}-`));
  const patch = async (object: string, change: object) => {
    await kubectl(['patch', object, inNamespace, '--type=merge', `--patch=${JSON.stringify(change)}`], { signal });
  };
  return {
    namespace,
    apply: testbed.apply,
    load: (count, options = {}) =>
      inside.load({ url: testbed.httpUrl('gateway'), count, requestsPerSecond: REQUESTS_PER_SECOND, ...options }),
    startLoad: async ({ from = 'inside', requestsPerSecond = REQUESTS_PER_SECOND, headers } = {}) => {
      const url = from === 'ingress' ? `http://${await ingressHost(namespace, signal)}` : testbed.httpUrl('gateway');
      return await (from === 'inside' ? inside : outside).startLoad({ url, requestsPerSecond, headers });
    },
    reserve: (pieces) => runWithOptions<ReservedPieces>(RESERVE_PIECES, pieces),
    watchStock: (stock) => runWithOptions<WatchedStock>(WATCH_STOCK, stock),
    openStreams: (streams, reservations) =>
      inside.openStreams({ origin: testbed.httpUrl('gateway'), streams, reservations }),
    get: (path, service = 'gateway') => inside.get(testbed.httpUrl(service) + path),
    callPrice: (times = 1) => inside.run<CallResults>(CALL_PRICE, callsToSend('price', times)),
    getFromOutside: (service, path) => outside.get(testbed.httpUrl(service) + path),
    checkFromOutside: async (service) => (await outside.run<CallResults>(CHECK_HEALTH, callsToSend(service, 1)))[0],
    checkFromGateway: (backend, times = 1) =>
      runInGateway<CallResults>(namespace, CHECK_HEALTH, [callsToSend(backend, times)], signal),
    getFromGateway: (url) => getFromGateway(namespace, url, signal),
    getFromIngress: async (path) => {
      const host = await ingressHost(namespace, signal);
      return host === '' ? { error: 'The Gateway has no address.' } : await outside.get(`http://${host}${path}`);
    },
    attempts: async (backend, deployment = '') => {
      const sums: Record<string, number> = {};
      const metrics = await metricsOf(testbed, backend, deployment, signal);
      for (const [, attempt = '', rpcs] of metrics.matchAll(ATTEMPTS)) {
        sums[attempt] = (sums[attempt] ?? 0) + Number(rpcs);
      }
      return sums;
    },
    query: (promql) => queryPrometheus(promql, namespace, inside.get),
    spans: () => collectedSpans(namespace, signal),
    restart: async (deployment, labels = {}) => {
      const old = (await podsOf(deployment)).map(({ metadata }) => `pod/${metadata.name}`);
      // What `kubectl rollout restart` does, and the labels within the same rollout.
      const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
      await patch(`deployment/${deployment}`, { spec: { template: { metadata: { labels, annotations } } } });
      await untilRolledOut(namespace, `deployment/${deployment}`, signal);
      await kubectl(['wait', '--for=delete', inNamespace, '--timeout=60s', ...old], { signal });
    },
    scale: testbed.scaleDeployment,
    pods: podsOf,
    killPod: async (deployment) => {
      const [pod] = await podsOf(deployment);
      if (!pod) throw new Error(`${deployment} has no pod.`);
      await killPod(namespace, pod.metadata.name, signal);
    },
    proxies: proxiesOf(mesh.name),
    restartProxy: (name) => restartProxy(mesh.name, name, namespace, signal),
    stopControlPlane: () => stopControlPlane(mesh.name),
    dataPlane: () => dataPlaneOf(testbed, inside),
    read: async (object) => {
      const found = await kubectl(['get', object, inNamespace, '--ignore-not-found', '--output=json'], { signal });
      return found === '' ? undefined : (JSON.parse(found) as unknown);
    },
    patch,
    [Symbol.asyncDispose]: async () => void (keep || (await started.disposeAsync())),
  };
}

/** The metrics of all pods of a service, read within each pod, where no policy of a mesh applies. */
async function metricsOf(testbed: ClusterTestbed, service: ServiceName, deployment: string, signal: AbortSignal) {
  const url = `http://localhost:${SERVICES[service].httpPort}/metrics`;
  const program = `console.log(JSON.stringify(await (await fetch('${url}')).text()))`;
  const pods = (await testbed.pods(service)).filter(({ metadata }) => metadata.name.startsWith(deployment));
  const texts = pods.map(({ metadata: { name } }) => {
    const node = nodeIn(testbed.namespace, name, 'service');
    return runForJson<string>([...node, '--input-type=module', '--eval', program], { signal });
  });
  return (await Promise.all(texts)).join('\n');
}
