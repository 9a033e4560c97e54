import type { InstanceShare } from '../../libs/testbed/src/load/instance-shares.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { callsTo } from '../../conformance/calls.ts';
import { claimShare, claimWhole, type Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';

const FAIR = 1 / 3;

export const scenario: Scenario<LoadReport> = {
  name: 'load-balancing',
  position: 20,
  lesson:
    'Each call goes to the best of three pods: the two fast ones share the work, and the slow one gets less of it.',
  pods: { 'price-v1': 2, 'price-slow': 1 },
  requests: 600,
  sample: 150,
  observe: (traffic, requests) => traffic.load(requests),
  verdict: (report) => [
    claimWhole(report),
    claimFastPods(report),
    claimShare(
      'the slow pod answers less than its third',
      [callsTo(report, 'price', isSlow), callsTo(report, 'price')],
      ({ to }) => to < FAIR,
    ),
  ],
  opposite: (report) => {
    const pods = podsOf(report);
    const seen = `${pods.length} of three pods`;
    return [{ claim: 'all calls go to the pod that took the connection', seen, holds: pods.length === 1 }];
  },
};

const isSlow = ({ instance }: InstanceShare): boolean => instance?.startsWith('price-slow-') ?? false;

const podsOf = ({ instances }: LoadReport) =>
  instances.filter(({ service, instance }) => service === 'price' && instance !== null);

/** That both of them have a real part of the work: more than a fifth, where a fair part is a third or more. */
function claimFastPods(report: LoadReport): Claim {
  const shares = podsOf(report)
    .filter((pod) => !isSlow(pod))
    .map(({ hops }) => claimShare('', [hops, callsTo(report, 'price')], ({ from }) => from > 0.2));
  return {
    claim: 'each of the two fast pods answers more than a fifth',
    seen: shares.map(({ seen }) => seen).join('; ') || 'none',
    holds: shares.length === 2 && shares.every(({ holds }) => holds),
  };
}
