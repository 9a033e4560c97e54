import type { InstanceShare } from '../../libs/testbed/src/load/instance-shares.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { callsTo } from '../../conformance/call-counts.ts';
import { above, assertComplete, type Assertion, assertShare, below } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

const FAIR = 1 / 3;

export const scenario: Scenario<LoadReport> = {
  name: 'load-balancing',
  position: 20,
  description:
    'Each call goes to the best of three pods: the two fast ones share most calls, and the slow one gets fewer.',
  pods: { 'price-v1': 2, 'price-slow': 1 },
  requests: 600,
  sample: 150,
  observe: (traffic, requests) => traffic.load(requests),
  expectations: (report) => [
    assertComplete(report),
    assertFastPods(report),
    assertShare(
      'the slow pod serves less than a third of the calls',
      [callsTo(report, 'price', isSlow), callsTo(report, 'price')],
      below(FAIR),
    ),
  ],
  controlExpectations: (report) => {
    const pods = podsOf(report);
    const observed = `${pods.length} of three pods`;
    return [{ expected: 'all calls go to the pod that accepted the connection', observed, passed: pods.length === 1 }];
  },
};

const isSlow = ({ instance }: InstanceShare): boolean => instance?.startsWith('price-slow-') ?? false;

const podsOf = ({ instances }: LoadReport) =>
  instances.filter(({ service, instance }) => service === 'price' && instance !== null);

/** Expects that both fast pods serve more than a fifth, where a fair share is a third or more. */
function assertFastPods(report: LoadReport): Assertion {
  const shares = podsOf(report)
    .filter((pod) => !isSlow(pod))
    .map(({ hops }) => assertShare('', [hops, callsTo(report, 'price')], above(0.2)));
  return {
    expected: 'each of the two fast pods serves more than a fifth of the calls',
    observed: shares.map(({ observed }) => observed).join('; ') || 'none',
    passed: shares.length === 2 && shares.every(({ passed }) => passed),
  };
}
