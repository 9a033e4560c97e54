import { rolldown } from 'rolldown';

import type { LoadReport } from '../scripts/load/load-report.ts';
import { kubectl } from './kubectl.ts';

const NAMESPACE = 'product-gateway-client';

/** An answer, or why there is none. */
export type Answer = { readonly status: number; readonly body: string } | { readonly error: string };

/** A pod beside the shop, in a namespace of its own that no mesh takes care of; gone at the end of the `await using` block. */
export interface Client extends AsyncDisposable {
  get(url: string): Promise<Answer>;
  /** Sends requests for a product at a fixed rate, and gives the report once all are answered. */
  load(url: string, count: number, requestsPerSecond: number): Promise<LoadReport>;
}

export async function startClient(): Promise<Client> {
  const load = await bundleLoad();
  await kubectl(['apply', '--filename=-'], POD);
  await kubectl(['wait', `--namespace=${NAMESPACE}`, '--for=condition=Ready', 'pod/client', '--timeout=60s']);
  const node = (args: string[], input = '') =>
    kubectl(['exec', '--stdin', `--namespace=${NAMESPACE}`, 'client', '--', 'node', ...args], input);
  return {
    get: async (url) => JSON.parse(await node(['--input-type=module', '--eval', GET, url])) as Answer,
    load: async (url, count, rate) => {
      const options = [`--url=${url}`, `--count=${count}`, `--rate=${rate}`, '--concurrency=16', '--json'];
      // A load with failures ends with 1, and prints its report all the same.
      const program = `${load}\nprocess.exitCode = 0;`;
      return JSON.parse(await node(['--input-type=module', '-', ...options], program)) as LoadReport;
    },
    [Symbol.asyncDispose]: async () => void (await kubectl(['delete', 'namespace', NAMESPACE])),
  };
}

/** The load loop in one file, which a pod reads from its standard input. */
async function bundleLoad(): Promise<string> {
  await using bundle = await rolldown({ input: 'scripts/load.ts', platform: 'node', checks: { eval: false } });
  const { output } = await bundle.generate({ codeSplitting: false, minify: true });
  return output[0].code;
}

const GET = `
const answer = await fetch(process.argv[1], { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  .then(async (answer) => ({ status: answer.status, body: await answer.text() }))
  .catch((error) => ({ error: error.cause?.code ?? error.message }));
console.log(JSON.stringify(answer));
`;

const POD = `
apiVersion: v1
kind: Namespace
metadata: { name: ${NAMESPACE}, labels: { pod-security.kubernetes.io/enforce: restricted } }
---
apiVersion: v1
kind: Pod
metadata: { name: client, namespace: ${NAMESPACE} }
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 1
  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: client
      image: product-gateway/gateway:dev
      imagePullPolicy: IfNotPresent
      command: [node, --eval, 'setInterval(() => {}, 60_000)']
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] }, readOnlyRootFilesystem: true }
`;
