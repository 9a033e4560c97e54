import type { ServiceName } from '#configuration';

import { cpuTime } from '../libs/testbed/src/process-stats.ts';
import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import type { Answered } from './load/closed-loop.ts';

/** CPU time of a request, in microseconds. */
export type Cost = Readonly<Record<ServiceName | 'backends' | 'all', number>>;

/** What one turn under load showed. */
export interface Turn extends Answered {
  readonly cpu: Cost;
}

/** Loads five services, and sees what they use meanwhile. */
export async function takeTurn({ pids }: RunningProcesses, load: () => Promise<Answered>): Promise<Turn> {
  const names = Object.keys(pids) as ServiceName[];
  const before = names.map((name) => cpuTime(pids[name]));
  const answered = await load();
  const used = names.map((name, index) => (cpuTime(pids[name]) - (before[index] ?? 0)) / answered.answers);
  const cpu = Object.fromEntries(names.map((name, index) => [name, used[index] ?? 0])) as Record<ServiceName, number>;
  const all = used.reduce((sum, each) => sum + each, 0);
  return { ...answered, cpu: { ...cpu, backends: all - cpu.gateway, all } };
}
