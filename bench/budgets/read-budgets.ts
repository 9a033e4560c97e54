import { readFileSync } from 'node:fs';

import * as v from 'valibot';

const Limit = v.pipe(v.number(), v.gtValue(0));
const Resident = v.strictObject({ gateway: Limit, backend: Limit });

/** The most that each figure may be. An MB is 1,000,000 bytes and a kB 1,000, as registries and browsers count. */
const Budgets = v.strictObject({
  /** Of an image, over its base. */
  imageMB: v.strictObject({ uncompressed: Limit, compressed: Limit }),
  /** Of a service's process, in a container. */
  residentMB: v.strictObject({ idle: Resident, afterRequests: Resident }),
  /** From the start of a service's process, in milliseconds. */
  readyMs: Limit,
  /** CPU of a request, times what the least program that does the same takes in the same run (bench/guard.ts). */
  cpuTimesFloor: v.strictObject({ gateway: Limit, backends: Limit }),
  /** Of a product's page with all that it loads. */
  page: v.strictObject({ kB: Limit, requests: Limit }),
  productionDependencies: v.strictObject({ direct: Limit, all: Limit }),
});

export type Budgets = v.InferOutput<typeof Budgets>;

/** @throws Error with a line for each key that is missing, unknown or is not a number above 0 */
export function readBudgets(file: string): Budgets {
  const { success, output, issues } = v.safeParse(Budgets, JSON.parse(readFileSync(file, 'utf8')));
  if (success) return output;
  throw new Error(issues.map((issue) => `${file}: ${complaint(issue)}`).join('\n'));
}

function complaint(issue: v.BaseIssue<unknown>): string {
  const key = v.getDotPath(issue);
  if (issue.expected === 'never') return `${key} is unknown`;
  if (issue.received === 'undefined') return `${key} is missing`;
  return `${key} is ${issue.received}, but must be ${issue.type === 'strict_object' ? 'an object' : 'a number above 0'}`;
}
