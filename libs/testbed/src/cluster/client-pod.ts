import { until } from '../until.ts';
import { bundleOf } from './program-bundle.ts';
import { manifestOf } from './kustomize.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { RunningLoad } from '../load/run-load.ts';
import type { StreamsProgramOptions } from '../load/streams-until-sigterm.ts';
import { openStreamsBy, type OpenStreams } from './open-streams.ts';
import { startLoadBy, type SteadyLoad } from './steady-load.ts';
import { deleteNamespace } from './workloads.ts';
import { apply, kubectl, nodeIn } from './kubectl.ts';
import { withCpuRequests } from './pod-template-overrides.ts';
import { runFileForJson, runForJson } from './run-for-json.ts';

/** A response, or the error code of a request that got none. */
export type HttpResult =
  | {
      readonly status: number;
      readonly body: string;
      /** The header Server, by which Envoy's own responses can be told from others. */
      readonly server?: string | null;
    }
  | { readonly error: string };

/** Requests for a product. */
export interface Load {
  readonly url: string;
  readonly count: number;
  /** Requests are sent evenly at this rate; without it, as fast as responses come. */
  readonly requestsPerSecond?: number;
  /** The maximum number of requests in flight; 16 unless given. */
  readonly concurrency?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a client runs. */
export interface ClientPodOptions {
  /** Created for the client, and deleted with it. */
  readonly namespace: string;
  /** Enables the injection of a mesh's proxy; without it the client is outside the mesh. */
  readonly injection?: Injection | undefined;
  /** The CPU that the client and its proxy request, such as 10m; their defaults unless given. */
  readonly cpuRequest?: string;
}

/** The labels and annotations of a namespace that make a mesh inject its proxy. */
export interface Injection {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A pod that sends requests; deleted at the end of the `await using` block. */
export interface ClientPod extends AsyncDisposable {
  get(url: string): Promise<HttpResult>;
  /** Sends requests; resolves with the report when all have ended. */
  load(load: Load): Promise<LoadReport>;
  /** Sends requests at a rate until the load is stopped; resolves when it has begun. */
  startLoad(load: SteadyLoad): Promise<RunningLoad>;
  /** Opens streams of stock, until they are stopped; resolves when each has its stock. */
  openStreams(options: StreamsProgramOptions): Promise<OpenStreams>;
  /** Runs a TypeScript file of this repository in the pod; resolves with the JSON that it prints. */
  run<T>(file: string, ...args: string[]): Promise<T>;
}

/**
 * Starts a client in a namespace of its own.
 *
 * @param signal aborts whatever the client does; the client is deleted all the same
 */
export async function startClientPod(
  { namespace, injection = {}, cpuRequest }: ClientPodOptions,
  signal?: AbortSignal,
): Promise<ClientPod> {
  await using starting = new AsyncDisposableStack();
  starting.defer(() => deleteNamespace(namespace));
  await apply(manifestOf([namespaceOf(namespace, injection)]), signal);
  const pod = withCpuRequests([podIn(namespace)], cpuRequest);
  await until(() => apply(manifestOf(pod), signal).catch(ignoreUnseenNamespace), {
    timeoutMs: 30_000,
    what: `the injector of the mesh has seen the namespace ${namespace}`,
    ...(signal && { signal }),
  });
  const ready = ['--for=condition=Ready', 'pod/client', '--timeout=60s'];
  await kubectl(['wait', `--namespace=${namespace}`, ...ready], { signal });
  const node = nodeIn(namespace, 'client', 'client');
  const started = starting.move();
  return {
    get: (url) => runForJson<HttpResult>([...node, ...GET, url], { signal }),
    load: async ({ url, count, requestsPerSecond, concurrency = 16, headers = {} }) => {
      const options = [`--url=${url}`, `--count=${count}`, `--concurrency=${concurrency}`, '--json'];
      if (requestsPerSecond !== undefined) options.push(`--rate=${requestsPerSecond}`);
      for (const [name, value] of Object.entries(headers)) options.push(`--header=${name}: ${value}`);
      return runFileForJson<LoadReport>(node, 'tools/load.ts', options, signal);
    },
    startLoad: async (load) => startLoadBy(node, await bundleOf('libs/testbed/src/load/load-until-sigterm.ts'), load),
    openStreams: async (options) =>
      openStreamsBy(node, await bundleOf('libs/testbed/src/load/streams-until-sigterm.ts'), options),
    run: (file, ...args) => runFileForJson(node, file, args, signal),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Linkerd's injector refuses a pod as long as it has not seen the pod's namespace. */
function ignoreUnseenNamespace(error: Error): undefined {
  if (!error.message.includes('not found')) throw error;
}

const PRINT_HTTP_RESULT = `
const result = await fetch(process.argv[1], { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  .then(async (response) => ({ status: response.status, body: await response.text(), server: response.headers.get('server') }))
  .catch((error) => ({ error: error.cause?.code ?? error.message }));
console.log(JSON.stringify(result));
`;

/** The arguments with which node sends one request to the URL that follows them, and prints an HttpResult. */
export const GET: readonly string[] = ['--input-type=module', '--eval', PRINT_HTTP_RESULT];

function namespaceOf(name: string, { labels, annotations }: Injection) {
  // The init container of a mesh has capabilities that the restricted standard forbids.
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
