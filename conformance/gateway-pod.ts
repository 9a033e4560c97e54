// Programs that run in a pod of the gateway, with its identity and within the policies for its namespace.
import { GET, type HttpResult } from '../libs/testbed/src/cluster/client-pod.ts';
import { kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import { bundleOf } from '../libs/testbed/src/cluster/program-bundle.ts';

const inGateway = (namespace: string, args: readonly string[], input: string, signal: AbortSignal): Promise<string> => {
  const exec = ['exec', '--stdin', `--namespace=${namespace}`, 'deployment/gateway', '--container=service'];
  return kubectl([...exec, '--', 'node', '--input-type=module', ...args], { input, signal });
};

/** Runs a TypeScript file of this repository there; resolves with its standard output. */
export const runInGateway = async (
  namespace: string,
  file: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> => inGateway(namespace, ['-', ...args], await bundleOf(file), signal);

/** Sends one request from there. */
export const getFromGateway = async (namespace: string, url: string, signal: AbortSignal): Promise<HttpResult> =>
  JSON.parse(await inGateway(namespace, ['--eval', GET, url], '', signal)) as HttpResult;
