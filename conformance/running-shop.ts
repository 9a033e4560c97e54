import { SERVICES, type ServiceName } from '#configuration';

import { startClient } from '../libs/testbed/src/cluster/client.ts';
import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { deleteNamespace } from '../libs/testbed/src/cluster/delete-namespace.ts';
import { restart, scale, untilRolledOut } from '../libs/testbed/src/cluster/deployments.ts';
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import { podsOf } from '../libs/testbed/src/cluster/pods.ts';
import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { changeState } from './change-state.ts';
import { collectedSpans } from './collected-spans.ts';
import { ingressAddress } from './ingress-address.ts';
import type { Mesh } from './mesh.ts';
import type { Ended } from './programs/call-price.ts';
import { askPrometheus } from './prometheus.ts';
import type { Traffic } from './traffic.ts';

const REQUESTS_PER_SECOND = 100;
const ATTEMPTS = /^product_gateway_rpc_server_attempts_total\{.*attempt="(.+?)".*\} (\d+)$/gm;

/** The shop in a cluster; gone at the end of the `await using` block. */
export interface RunningShop extends Traffic, AsyncDisposable {
  /** Takes the objects of another state in place of those that it had. */
  become(state: readonly KubernetesObject[]): Promise<void>;
}

/**
 * Starts a client in the mesh and one outside it; the shop itself comes with its first state.
 *
 * @param keep whether everything stays in the cluster at the end
 * @param signal ends what is going on
 */
export async function startShop(mesh: Mesh, keep: boolean, signal: AbortSignal): Promise<RunningShop> {
  await using starting = new AsyncDisposableStack();
  const inside = starting.use(
    await startClient({ namespace: `${NAMESPACE}-client`, injection: mesh.injection }, signal),
  );
  const outside = starting.use(await startClient({ namespace: `${NAMESPACE}-outside` }, signal));
  starting.defer(() => deleteNamespace(NAMESPACE));
  const started = starting.move();

  const urlOf = (service: ServiceName) => `http://${service}.${NAMESPACE}:${SERVICES[service].httpPort}`;
  let state: readonly KubernetesObject[] = [];
  return {
    become: async (next) => {
      const before = state;
      // Even if it fails halfway, all of it has to go some time.
      state = [...before, ...next];
      await changeState(before, next, signal);
      state = next;
    },
    load: (count, options = {}) =>
      inside.load({ url: urlOf('gateway'), count, requestsPerSecond: REQUESTS_PER_SECOND, ...options }),
    ask: (path) => inside.get(urlOf('gateway') + path),
    callPrice: async () => {
      const address = `price.${NAMESPACE}:${SERVICES.price.grpcPort}`;
      return JSON.parse(await inside.run('conformance/programs/call-price.ts', address)) as Ended;
    },
    askFromOutside: (service, path) => outside.get(urlOf(service) + path),
    askIngress: async (path) => {
      const address = await ingressAddress(signal);
      return address === '' ? { error: 'The Gateway has no address.' } : await outside.get(`http://${address}${path}`);
    },
    attempts: async (backend, deployment = '') => {
      const metrics = await metricsOf(backend, deployment, signal);
      const sums: Record<string, number> = {};
      for (const [, attempt = '', rpcs] of metrics.matchAll(ATTEMPTS))
        sums[attempt] = (sums[attempt] ?? 0) + Number(rpcs);
      return sums;
    },
    query: (promql) => askPrometheus(promql, inside.get),
    spans: () => collectedSpans(signal),
    restart: async (deployment) => {
      await restart([deployment], signal);
      await untilRolledOut(deployment, signal);
    },
    scale: (deployment, replicas) => scale(deployment, replicas, signal),
    patch: async (object, patch) => {
      const inNamespace = `--namespace=${NAMESPACE}`;
      const found = await kubectl(['get', object, inNamespace, '--ignore-not-found', '--output=name'], { signal });
      if (found === '') return false;
      await kubectl(['patch', object, inNamespace, '--type=merge', `--patch=${JSON.stringify(patch)}`], { signal });
      return true;
    },
    [Symbol.asyncDispose]: async () => void (keep || (await started.disposeAsync())),
  };
}

/** What a service's pods count, read within each of them, where no rule of a mesh holds. */
async function metricsOf(service: ServiceName, deployment: string, signal: AbortSignal): Promise<string> {
  const program = `console.log(await (await fetch('http://localhost:${SERVICES[service].httpPort}/metrics')).text())`;
  const pods = (await podsOf(service)).filter(({ metadata }) => metadata.name.startsWith(deployment));
  const texts = pods.map(({ metadata: { name } }) => {
    const node = ['--container=service', '--', 'node', '--input-type=module', '--eval', program];
    return kubectl(['exec', `--namespace=${NAMESPACE}`, name, ...node], { signal });
  });
  return (await Promise.all(texts)).join('\n');
}
