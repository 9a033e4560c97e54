import type { Claim } from './claim.ts';
import type { Traffic } from './traffic.ts';

/**
 * A lesson about service meshes that a live cluster can prove: what is sent, and what must come of it. What makes it come
 * true is in `scenarios/<name>/<mesh>`, and in its `control` the same without.
 */
export interface Scenario<Observed = unknown> {
  /** That of its folder. */
  readonly name: string;
  /** Where it stands in the order in which scenarios are learned; unlike that of any other. */
  readonly position: number;
  /** A sentence. */
  readonly lesson: string;
  /** How many pods of a Deployment it takes, where that is not what the shop has by itself. */
  readonly pods: Readonly<Record<string, number>>;
  /** How many requests are judged. */
  readonly requests: number;
  /** How many tell whether a rule is in effect yet, so that counting may begin; null where it is with its pods. */
  readonly sample: number | null;
  /** Sends so many requests, and gives what it saw. */
  observe(traffic: Traffic, requests: number): Promise<Observed>;
  /** What must hold, by what was observed alone. */
  verdict(observed: Observed): readonly Claim[];
  /** What must hold without the rule, where the verdict must not. */
  opposite(observed: Observed): readonly Claim[];
}
