import { textTable } from '#markdown';

import type { InstanceShare } from './instance-shares.ts';
import type { LoadReport } from './load-report.ts';

/**
 * The report for a person to read: what was sent, the latencies, the statuses, and the share of each instance.
 *
 * @param plannedRate requests a second as planned; undefined if the load had no rate
 */
export function reportText(report: LoadReport, plannedRate?: number): string {
  const { url, requests, interrupted, seconds, rate, latencyMs, late, instances } = report;
  const sections = [
    url,
    `${requests} requests in ${seconds.toFixed(2)} s, ${rate.toFixed(1)} responses a second${interrupted ? ' (interrupted)' : ''}`,
  ];
  if (latencyMs) {
    const columns = Object.entries(latencyMs).map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`);
    const measured = `at ${plannedRate} a second; latency counts from when each request was due; ${late} were sent late`;
    sections.push([columns.join('   '), ...(plannedRate === undefined ? [] : [measured])].join('\n'));
  }
  sections.push(textTable([['status', 'responses'], ...outcomes(report)]));
  if (instances.length > 0) {
    const headings = ['service', 'version', 'instance', 'hops', 'share'];
    sections.push(textTable([headings, ...instances.map(shareOf)]));
  }
  return sections.join('\n\n');
}

function outcomes({ statuses, noResponse, connectionErrors, degraded }: LoadReport): string[][] {
  return [
    ...Object.entries(statuses).map(([status, times]) => [status, `${times}`]),
    ['none', `${noResponse}`, counts(connectionErrors)],
    ['degraded', `${degraded}`],
  ];
}

function shareOf({ service, version, instance, hops, share, statuses, retried, faults }: InstanceShare): string[] {
  const notes = [counts(statuses), retried && `${retried} retried`, faults && `${faults} by fault`].filter(Boolean);
  return [service, version ?? '-', instance ?? '-', `${hops}`, `${(100 * share).toFixed(1)} %`, notes.join('   ')];
}

function counts(times: Readonly<Record<string, number>>): string {
  return Object.entries(times)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
