import { rolldown } from 'rolldown';

import { manifestOf } from './kustomize.ts';
import type { LoadReport } from '../load/load-report.ts';
import { deleteNamespace } from './delete-namespace.ts';
import { apply, kubectl } from './kubectl.ts';

/** An answer, or why there is none. */
export type Answer = { readonly status: number; readonly body: string } | { readonly error: string };

/** What is sent for a product, again and again. */
export interface Load {
  readonly url: string;
  readonly count: number;
  /** Sent evenly; without, as fast as responses come. */
  readonly requestsPerSecond?: number;
  /** At most so many at a time; 16 unless it is told otherwise. */
  readonly concurrency?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a client runs. */
export interface ClientPlace {
  /** Made for it, and deleted with it. */
  readonly namespace: string;
  /** What makes a mesh take care of the namespace; without, none does. */
  readonly injection?: Injection | undefined;
}

/** What a mesh wants to see on a namespace. */
export interface Injection {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A pod beside the shop; gone at the end of the `await using` block. */
export interface Client extends AsyncDisposable {
  get(url: string): Promise<Answer>;
  /** Sends requests, and gives the report once all are answered. */
  load(load: Load): Promise<LoadReport>;
  /** Runs a program of ours there, a file in TypeScript, and gives what it printed. */
  run(file: string, ...args: string[]): Promise<string>;
}

/** @param signal ends what the client is at; it is deleted all the same */
export async function startClient({ namespace, injection = {} }: ClientPlace, signal?: AbortSignal): Promise<Client> {
  await using starting = new AsyncDisposableStack();
  starting.defer(() => deleteNamespace(namespace));
  await apply(manifestOf([namespaceOf(namespace, injection), podIn(namespace)]), signal);
  const ready = ['--for=condition=Ready', 'pod/client', '--timeout=60s'];
  await kubectl(['wait', `--namespace=${namespace}`, ...ready], { signal });
  const node = (args: string[], input = '') =>
    kubectl(['exec', '--stdin', `--namespace=${namespace}`, 'client', '--container=client', '--', 'node', ...args], {
      input,
      signal,
    });
  const started = starting.move();
  return {
    get: async (url) => JSON.parse(await node(['--input-type=module', '--eval', GET, url])) as Answer,
    load: async ({ url, count, requestsPerSecond, concurrency = 16, headers = {} }) => {
      const options = [`--url=${url}`, `--count=${count}`, `--concurrency=${concurrency}`, '--json'];
      if (requestsPerSecond !== undefined) options.push(`--rate=${requestsPerSecond}`);
      for (const [name, value] of Object.entries(headers)) options.push(`--header=${name}: ${value}`);
      // A load with failures ends with 1, and prints its report all the same.
      const program = `${await bundleOf('tools/load.ts')}\nprocess.exitCode = 0;`;
      return JSON.parse(await node(['--input-type=module', '-', ...options], program)) as LoadReport;
    },
    run: async (file, ...args) => node(['--input-type=module', '-', ...args], await bundleOf(file)),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

const bundles = new Map<string, Promise<string>>();

/** A program with all that it imports, which a pod can read from its standard input. */
function bundleOf(file: string): Promise<string> {
  const made = bundles.get(file) ?? bundle(file);
  bundles.set(file, made);
  return made;
}

async function bundle(input: string): Promise<string> {
  await using making = await rolldown({ input, platform: 'node', checks: { eval: false } });
  const { output } = await making.generate({ codeSplitting: false, minify: true });
  return output[0].code;
}

const GET = `
const answer = await fetch(process.argv[1], { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  .then(async (answer) => ({ status: answer.status, body: await answer.text() }))
  .catch((error) => ({ error: error.cause?.code ?? error.message }));
console.log(JSON.stringify(answer));
`;

function namespaceOf(name: string, { labels, annotations }: Injection) {
  // A mesh's init container has rights that the restricted standard forbids.
  const standard = { 'pod-security.kubernetes.io/enforce': labels || annotations ? 'privileged' : 'restricted' };
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...standard, ...labels }, ...(annotations && { annotations }) },
  };
}

function podIn(namespace: string) {
  const container = {
    name: 'client',
    image: 'product-gateway/gateway:dev',
    imagePullPolicy: 'IfNotPresent',
    command: ['node', '--eval', 'setInterval(() => {}, 60_000)'],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
  };
  const spec = {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'client', namespace }, spec };
}
