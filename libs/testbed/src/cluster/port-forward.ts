import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A port of a Service. */
export interface ServicePort {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/**
 * Forwards a local port until the end of the `await using` block, for a browser. It ends with its pod, so loads that count
 * do not use it.
 */
export async function forwardPort({ namespace, service, port }: ServicePort) {
  const child = spawn('kubectl', ['port-forward', `--namespace=${namespace}`, `service/${service}`, `:${port}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const [, local] = /127\.0\.0\.1:(\d+) ->/.exec(line) ?? [];
  return {
    url: `http://127.0.0.1:${local}`,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
