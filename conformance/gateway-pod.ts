// Programs that run in a pod of the gateway, with its identity and within the policies for its namespace.
import { GET, type HttpResult } from '../libs/testbed/src/cluster/client-pod.ts';
import { nodeIn } from '../libs/testbed/src/cluster/kubectl.ts';
import { runFileForJson, runForJson } from '../libs/testbed/src/cluster/run-for-json.ts';

const nodeInGateway = (namespace: string) => nodeIn(namespace, 'deployment/gateway', 'service');

/** Runs a TypeScript file of this repository there; resolves with the JSON that it prints. */
export const runInGateway = async <T>(
  namespace: string,
  file: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<T> => await runFileForJson<T>(nodeInGateway(namespace), file, args, signal);

/** Sends one request from there. */
export const getFromGateway = async (namespace: string, url: string, signal: AbortSignal): Promise<HttpResult> =>
  await runForJson<HttpResult>([...nodeInGateway(namespace), ...GET, url], { signal });
