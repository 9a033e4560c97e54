import type { InstanceShare } from '../libs/testbed/src/load/instance-shares.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';

/** How many calls of a service were answered by those of its instances that are meant, or by any. */
export function callsTo(
  { instances }: Pick<LoadReport, 'instances'>,
  service: string,
  isMeant: (instance: InstanceShare) => boolean = () => true,
): number {
  const meant = instances.filter((instance) => instance.service === service && instance.instance && isMeant(instance));
  return meant.reduce((sum, { hops }) => sum + hops, 0);
}

/** The calls of a service that one of its versions answered, and all that were answered. */
export const shareOfVersion = (
  report: Pick<LoadReport, 'instances'>,
  service: string,
  version: string,
): readonly [number, number] => [
  callsTo(report, service, (instance) => instance.version === version),
  callsTo(report, service),
];
