import type { Answer } from '../../libs/testbed/src/cluster/client.ts';
import type { Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';

/** What was answered to each path that was asked for. */
type Observed = Readonly<Record<string, Answer>>;

const OPEN = ['/product', '/product/9310301.html', '/productInventory/9310301'];
/** Some of them the gateway itself answers within the cluster. */
const CLOSED = ['/', '/metrics', '/readyz', '/openapi.json', '/productPrice/9310301', '/products'];

export const scenario: Scenario<Observed> = {
  name: 'ingress',
  position: 10,
  lesson: '/product and /productInventory are reached from outside, and nothing else is.',
  pods: {},
  requests: OPEN.length + CLOSED.length,
  sample: OPEN.length + CLOSED.length,
  observe: async (traffic) => {
    const answers: Record<string, Answer> = {};
    for (const path of [...OPEN, ...CLOSED]) answers[path] = await traffic.askIngress(path);
    return answers;
  },
  verdict: (answers) => [
    claimStatus('the two paths are answered', 200, OPEN, answers),
    claimStatus('no other path is found', 404, CLOSED, answers),
  ],
  opposite: (answers) => [claimStatus('no path at all is found', 404, [...OPEN, ...CLOSED], answers)],
};

function claimStatus(claim: string, status: number, paths: readonly string[], answers: Observed): Claim {
  const endings = paths.map((path) => endingOf(answers[path]));
  return {
    claim,
    seen: paths.map((path, index) => `${path} ${endings[index]}`).join(', '),
    holds: endings.every((ending) => ending === status),
  };
}

function endingOf(answer: Answer | undefined): number | string {
  if (!answer) return 'not asked for';
  return 'error' in answer ? answer.error : answer.status;
}
