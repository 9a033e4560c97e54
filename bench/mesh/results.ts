import { readFileSync, writeFileSync } from 'node:fs';

import { jsonOf } from '../../conformance/report.ts';
import type { DataPlaneName } from './data-plane.ts';
import type { Step } from './highest-rate.ts';
import type { Machine } from './machine.ts';
import type { Sample } from './sample.ts';

const FILE = 'bench/mesh/results.json';

/** All that one run measured; the tables and the chart are made of it. */
export interface MeshResults {
  /** When the run began, in UTC, in the form of ISO 8601. */
  readonly startedAt: string;
  readonly machine: Machine;
  /** The versions of the meshes and their proxies. */
  readonly versions: Readonly<Record<string, string>>;
  readonly options: { readonly rounds: number; readonly seconds: number; readonly rates: readonly number[] };
  /** The data planes that the cluster had. */
  readonly planes: readonly DataPlaneName[];
  /** The search for the highest rate of the load generator itself. */
  readonly generator: readonly Step[];
  readonly samples: readonly Sample[];
  /** The search for the highest rate of each data plane. */
  readonly search: readonly Step[];
}

export const readResults = (): MeshResults => JSON.parse(readFileSync(FILE, 'utf8')) as MeshResults;

export const writeResults = (results: MeshResults): void => writeFileSync(FILE, jsonOf(rounded(results) as object));

/** The values with six digits behind the point, more than the kubelet's samples and the latencies have. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    typeof each === 'number' ? Number(each.toFixed(6)) : each,
  );
}
