import type { Scenario } from './scenario.ts';
import { canary } from './scenarios/canary.ts';
import { headerRouting } from './scenarios/header-routing.ts';
import { loadBalancing } from './scenarios/load-balancing.ts';
import { mtls } from './scenarios/mtls.ts';
import { retries } from './scenarios/retries.ts';
import { rollout } from './scenarios/rollout.ts';

/** In the order in which they are learned. */
export const SCENARIOS: readonly Scenario[] = [loadBalancing, mtls, canary, headerRouting, retries, rollout];
