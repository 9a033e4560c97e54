import { assertEnded } from '../../conformance/assertion.ts';
import { assertMigration, migrate, type Move, type ObservedMigration } from '../../conformance/migration.ts';
import type { CallResults } from '../../conformance/programs/call-result.ts';
import type { Scenario } from '../../conformance/scenario.ts';

const TO_AMBIENT: Move = {
  to: 'ztunnel and waypoint',
  namespace: { labels: { 'istio-injection': null, 'istio.io/dataplane-mode': 'ambient' } },
  podLabels: {},
};
/** The label of ambient mode goes last: without it ztunnel leaves running pods at once, and cuts their connections. */
const TO_SIDECARS: Move = {
  to: 'sidecars',
  namespace: { labels: { 'istio-injection': 'enabled' } },
  podLabels: {},
  namespaceAfter: { labels: { 'istio.io/dataplane-mode': null } },
};

interface ObservedMoves {
  readonly toAmbient: ObservedMigration;
  /** A call to price by a client that is not the gateway, in ambient mode. */
  readonly otherClient: CallResults;
  readonly toSidecars: ObservedMigration;
}

export const scenario: Scenario<ObservedMoves> = {
  name: 'ambient-migration',
  position: 240,
  description:
    'The five services move from sidecars to ambient mode and back under load, with a policy that each reads its way.',
  /** Of open streams; requests are sent at a rate. */
  requests: 50,
  sample: null,
  observe: async (traffic, streams) => {
    const toAmbient = await migrate(traffic, streams, [TO_AMBIENT]);
    const otherClient = await traffic.callPrice();
    const toSidecars = await migrate(traffic, streams, [TO_SIDECARS]);
    return { toAmbient, otherClient, toSidecars };
  },
  expectations: ({ toAmbient, otherClient, toSidecars }) => [
    ...assertMigration(toAmbient),
    assertEnded('in ambient mode only the gateway may call price', otherClient, ['PERMISSION_DENIED']),
    ...assertMigration(toSidecars),
  ],
  controlExpectations: ({ toAmbient: { moves } }) =>
    moves.map(({ after: { requests, degraded } }) => ({
      expected: 'ztunnel, which reads no methods, refuses all calls to price',
      observed: `${degraded} of ${requests} products lack its price`,
      passed: degraded === requests,
    })),
};
