import { productsAreComplete } from '../checks.ts';
import type { Exercise } from '../exercise.ts';

export const exercise: Exercise = {
  name: 'price-not-ready',
  symptom: 'Some seconds after access to the metrics of price was restricted, no product has a price.',
  change: 'Access to the metrics of price was restricted.',
  meshes: ['linkerd'],
  start: 'k8s/linkerd',
  check: productsAreComplete(),
  hints: [
    'The pods of price are not ready: kubectl describe says which probe fails.',
    'The probes get status 404 from the proxy, not from price.',
    'A Server with a route admits only what its routes match.',
  ],
  explanation: {
    mistake:
      'The Server price-http has a route for /metrics alone, and with a route Linkerd no longer admits probes unasked.',
    evidence: 'The readiness probe gets status 404, the pods of price are not ready, and the route is Accepted.',
    repair: 'Add the paths of the probes, /livez and /readyz, to the route.',
  },
  issue: 'https://github.com/linkerd/linkerd2/issues/7050',
};
