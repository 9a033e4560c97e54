import type { HttpResult } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { Assertion } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

/** The result of each requested path. */
type Observed = Readonly<Record<string, HttpResult | undefined>>;

const OPEN = ['/product', '/product/9310301.html', '/productInventory/9310301'];
/** The gateway itself serves some of them within the cluster. */
const CLOSED = ['/', '/metrics', '/readyz', '/openapi.json', '/productPrice/9310301', '/products'];

export const scenario: Scenario<Observed> = {
  name: 'ingress',
  position: 10,
  description: '/product and /productInventory are reachable from outside the cluster, and no other path is.',
  requests: OPEN.length + CLOSED.length,
  sample: OPEN.length + CLOSED.length,
  observe: async (traffic) => {
    const paths = [...OPEN, ...CLOSED];
    const results = await Promise.all(paths.map((path) => traffic.getFromIngress(path)));
    return Object.fromEntries(paths.map((path, index) => [path, results[index]] as const));
  },
  expectations: (results) => [
    assertStatus('the two paths are served', 200, OPEN, results),
    assertStatus('no other path is found', 404, CLOSED, results),
  ],
  controlExpectations: (results) => [assertStatus('no path is found', 404, [...OPEN, ...CLOSED], results)],
};

function assertStatus(expected: string, status: number, paths: readonly string[], results: Observed): Assertion {
  const endings = paths.map((path) => endingOf(results[path]));
  return {
    expected,
    observed: paths.map((path, index) => `${path} ${endings[index]}`).join(', '),
    passed: endings.every((ending) => ending === status),
  };
}

function endingOf(result: HttpResult | undefined): number | string {
  if (!result) return 'not requested';
  return 'error' in result ? result.error : result.status;
}
