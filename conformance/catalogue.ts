import type { Scenario } from './scenario.ts';
import { accessControl } from './scenarios/access-control.ts';
import { blueGreen } from './scenarios/blue-green.ts';
import { canary } from './scenarios/canary.ts';
import { circuitBreaking } from './scenarios/circuit-breaking.ts';
import { egressControl } from './scenarios/egress-control.ts';
import { failover } from './scenarios/failover.ts';
import { faultInjection } from './scenarios/fault-injection.ts';
import { headerRouting } from './scenarios/header-routing.ts';
import { ingress } from './scenarios/ingress.ts';
import { loadBalancing } from './scenarios/load-balancing.ts';
import { metrics } from './scenarios/metrics.ts';
import { mirroring } from './scenarios/mirroring.ts';
import { mtls } from './scenarios/mtls.ts';
import { rateLimiting } from './scenarios/rate-limiting.ts';
import { retries } from './scenarios/retries.ts';
import { rollout } from './scenarios/rollout.ts';
import { tracing } from './scenarios/tracing.ts';
import { timeouts } from './scenarios/timeouts.ts';

/** In the order in which they are learned. */
export const SCENARIOS: readonly Scenario[] = [
  ingress,
  loadBalancing,
  mtls,
  accessControl,
  canary,
  headerRouting,
  blueGreen,
  mirroring,
  retries,
  timeouts,
  circuitBreaking,
  rateLimiting,
  faultInjection,
  failover,
  egressControl,
  metrics,
  tracing,
  rollout,
];
