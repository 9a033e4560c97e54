// Takes the pictures of README and docs from the running product: `npm run docs:pictures`.
import { parseArgs } from 'node:util';

import { interruption } from '../libs/testbed/src/interruption.ts';
import { runCommand } from '../libs/testbed/src/run-command.ts';
import { takeLivePictures } from './pictures/live-pictures.ts';
import { takeServicePictures } from './pictures/service-pictures.ts';

const USAGE = `npm run docs:pictures -- [options]

  --cluster            the pictures of the live view, from the cluster that kubectl speaks to, with Istio and with our images;
                       without it those of the page, a trace and metrics, from services on this machine
  --namespace NAME     where the services run in that cluster; it is deleted at the end (product-gateway)
  --gateway-image IMG  an image of the gateway in place of that of k8s/
  --only NAME          the picture live-canary, live-ejection or live-degraded; may be given again (all three)
  --help               print this

It writes to docs/images/. Exits 0 if all pictures are taken, 1 if not, 2 on a bad option.`;

const LIVE_PICTURES = ['live-canary', 'live-ejection', 'live-degraded'] as const;

interface Plan {
  readonly cluster: boolean;
  readonly namespace: string;
  readonly gatewayImage: string | undefined;
  readonly only: readonly string[];
}

await runCommand({ read: planFrom, usage: USAGE, run: takePictures });

function planFrom(args: string[]): Plan | undefined {
  const { values } = parseArgs({
    args,
    options: {
      cluster: { type: 'boolean', default: false },
      namespace: { type: 'string', default: 'product-gateway' },
      'gateway-image': { type: 'string' },
      only: { type: 'string', multiple: true, default: [...LIVE_PICTURES] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  for (const name of values.only) {
    if (LIVE_PICTURES.includes(name as never)) continue;
    throw new Error(`--only is "${name}", but must be one of ${LIVE_PICTURES.join(', ')}`);
  }
  const { cluster, namespace, only } = values;
  return { cluster, namespace, only, gatewayImage: values['gateway-image'] };
}

async function takePictures(plan: Plan): Promise<number> {
  try {
    if (plan.cluster) await takeLivePictures(plan, interruption());
    else await takeServicePictures();
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}
