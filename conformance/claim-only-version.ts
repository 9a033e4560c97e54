import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import { shareOfVersion } from './calls.ts';
import type { Claim } from './claim.ts';

/** All calls of a service that were answered were answered by one of its versions, and some were. */
export function claimOnlyVersion(claim: string, load: LoadReport, service: string, version: string): Claim {
  const [seen, all] = shareOfVersion(load, service, version);
  return { claim, seen: `${seen} of ${all}`, holds: all > 0 && seen === all };
}
