import type { Assertion } from './assertion.ts';
import type { Traffic } from './traffic.ts';

/**
 * A feature of service meshes that a live cluster can prove: the traffic to send and what to expect of it. The rule that
 * makes it so is in `scenarios/<name>/<mesh>`; `control` in there has the same deployment without the rule.
 */
export interface Scenario<Observed = unknown> {
  /** The name of its folder. */
  readonly name: string;
  /** The position in the order in which scenarios are learned; unique. */
  readonly position: number;
  /** One sentence. */
  readonly description: string;
  /** The replicas of Deployments that the scenario depends on. */
  readonly pods?: Readonly<Record<string, number>>;
  /** The number of requests that the assertions are computed from. */
  readonly requests: number;
  /** The number of requests that show whether the rule is in effect; null if the rule is in effect with its pods. */
  readonly sample: number | null;
  /** Whether it disturbs the mesh of the whole cluster; then it runs only if `--scenario` names it. */
  readonly isDisruptive?: true;
  /** Sends so many requests and returns what it observed. */
  observe(traffic: Traffic, requests: number): Promise<Observed>;
  /** What is expected with the rule. */
  expectations(observed: Observed): readonly Assertion[];
  /** What is expected without the rule, where at least one of the expectations must fail. */
  controlExpectations(observed: Observed): readonly Assertion[];
}
