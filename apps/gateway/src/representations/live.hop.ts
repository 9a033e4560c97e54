import type { MinuteOfHop, MinuteOfInstance } from '../live/minute-of-hop.ts';
import type { Counted } from '../live/statistics.ts';

/** The maximum number of rows in the table of a backend. */
const MAX_INSTANCES = 12;

/** The numbers of colours for versions, and of their shades for instances. */
const COLORS = 4;
const SHADES = 3;

/** An instance that has had no call for so many seconds is marked, as one that a mesh has ejected. */
const SILENT_SECONDS = 20;

/** The calls to one backend, as the page shows them. */
export function liveHop(hop: MinuteOfHop) {
  const { service, calls, errors, retried, maxAttempt, statuses, versions, peers, instances } = hop;
  const colors = instanceColors(hop);
  const hidden = instances.length - MAX_INSTANCES;
  let x = 0;
  return {
    service,
    calls,
    errors: percent(errors, calls),
    isFailing: errors > 0,
    statuses: failuresOf(statuses),
    p50: milliseconds(hop.p50Ms),
    p99: milliseconds(hop.p99Ms),
    retried: retried > 0 ? `${percent(retried, calls)} retried, up to attempt ${maxAttempt}` : null,
    versions: versions.map(({ name, count }) => ({
      name,
      css: `k${colorOf(name, versions)}`,
      share: percent(count, calls),
    })),
    peers: peers.map(({ name }) => name),
    segments: instances.map(({ share }, index) => {
      const segment = { css: colors[index], x: hundredths(x), width: hundredths(share) };
      x += share;
      return segment;
    }),
    instances: instances.slice(0, MAX_INSTANCES).map((instance, index) => instanceRow(instance, colors[index], calls)),
    hidden: hidden > 0 ? hidden : null,
  };
}

/** The CSS classes of each instance: a colour for its version, and a shade of it for the instance. */
export function instanceColors({ instances, versions }: MinuteOfHop): readonly string[] {
  const shades = new Map<string, number>();
  return instances.map(({ version }) => {
    if (version === null) return 'failed';
    const shade = shades.get(version) ?? 0;
    shades.set(version, shade + 1);
    return `k${colorOf(version, versions)} i${shade % SHADES}`;
  });
}

function instanceRow(instance: MinuteOfInstance, css: string | undefined, ofAll: number) {
  const { version, calls, errors, retried, lastCallSecondsAgo } = instance;
  return {
    css,
    version,
    instance: instance.instance,
    share: percent(calls, ofAll),
    errors: percent(errors, calls),
    isFailing: errors > 0,
    retried: percent(retried, calls),
    p50: milliseconds(instance.p50Ms),
    p99: milliseconds(instance.p99Ms),
    silent:
      instance.instance !== null && lastCallSecondsAgo >= SILENT_SECONDS ? `no call for ${lastCallSecondsAgo} s` : null,
  };
}

/** v1 always has the first colour and v2 the second; other names have one by their order. */
function colorOf(version: string, versions: readonly Counted[]): number {
  const numbered = /^v([1-9]\d?)$/.exec(version)?.[1];
  const index = numbered === undefined ? versions.findIndex(({ name }) => name === version) : Number(numbered) - 1;
  return index % COLORS;
}

const failuresOf = (statuses: readonly Counted[]): string =>
  statuses
    .filter(({ name }) => name !== 'OK')
    .map(({ name, count }) => `${count} × ${name}`)
    .join(', ');

/** Such as 90 %. What is not nothing is not shown as 0 %, and what is not all is not shown as 100 %. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  if (part > 0 && share < 1) return '< 1 %';
  return `${part < whole ? Math.min(99, Math.round(share)) : 100} %`;
}

/** Such as 4.2 ms, 120 ms or 1.2 s. */
export function milliseconds(value: number | null): string {
  if (value === null) return '–';
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

const hundredths = (share: number): number => Math.round(share * 10_000) / 100;
