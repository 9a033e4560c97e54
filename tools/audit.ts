// `npm run audit`: known vulnerabilities in what the services are made of, of any severity. One that can't be mended yet is
// put into EXCEPTIONS with the reason; one that is no longer reported has to leave it.
import { spawnSync } from 'node:child_process';

import * as v from 'valibot';

/** Advisories (GHSA-…) that are known and why they do no harm here. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

const advisory = v.object({ url: v.string(), title: v.string(), severity: v.string(), range: v.string() });
const report = v.object({
  // What is only a package's name is vulnerable through that package, which is listed itself.
  vulnerabilities: v.record(v.string(), v.object({ name: v.string(), via: v.array(v.union([v.string(), advisory])) })),
});

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const audited = v.safeParse(v.pipe(v.string(), v.parseJson(), report), stdout);
if (!audited.success) {
  console.warn("NOT RUN: the registry's audit endpoint did not respond with a report.");
  process.exit(0);
}

const found = new Map<string, string>();
for (const { name, via } of Object.values(audited.output.vulnerabilities)) {
  for (const cause of via) {
    if (typeof cause === 'string') continue;
    const id = cause.url.split('/').at(-1) ?? cause.url;
    found.set(id, `${cause.severity}: ${name} ${cause.range}: ${cause.title} (${cause.url})`);
  }
}
const open = [...found].filter(([id]) => !(id in EXCEPTIONS)).map(([, text]) => text);
const stale = Object.keys(EXCEPTIONS).filter((id) => !found.has(id));
for (const [id, reason] of Object.entries(EXCEPTIONS)) if (found.has(id)) console.log(`excepted: ${id}: ${reason}`);
for (const text of open) console.error(text);
for (const id of stale) console.error(`${id} is no longer reported: take it out of EXCEPTIONS in tools/audit.ts`);
if (open.length + stale.length > 0) process.exit(1);
console.log('No open advisory.');
