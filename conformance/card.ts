import { markdownTable } from '../libs/markdown/src/markdown-table.ts';
import type { Claim } from './claim.ts';
import { folderOf, kindsOfRule, whyUnsupported } from './folders.ts';
import { MESHES, type Mesh } from './mesh.ts';
import { isAsItMust, type ConformanceReport, type Outcome } from './report.ts';
import type { Scenario } from './scenario.ts';

/**
 * The parity card as Markdown: what is proven of each scenario on each mesh, by reports of live clusters alone.
 *
 * @param reports of any meshes, the oldest first; a link to one goes by its file's name
 */
export function cardOf(scenarios: readonly Scenario[], reports: readonly NamedReport[]): string {
  const meshes = [MESHES.istio, MESHES.linkerd, MESHES.none];
  const reportsOf = (mesh: Mesh) => reportsOn(mesh, reports);
  const cells = (scenario: Scenario) => meshes.map((mesh) => cellOf(scenario, mesh, reportsOf(mesh)));
  return [
    INTRODUCTION,
    markdownTable(
      ['scenario', ...meshes.map(({ title }) => title)],
      scenarios.map((scenario) => [`[${scenario.name}](#${scenario.name})`].concat(cells(scenario))),
    ),
    [...meshes.map((mesh) => `- ${mesh.title}: ${triedOn(reportsOf(mesh))}`), ...sabotagedOn(reports)].join('\n'),
    ...scenarios.map((scenario) => sectionOf(scenario, meshes, reportsOf)),
  ].join('\n\n');
}

/** The card in short, for the README. */
export function shortCardOf(scenarios: readonly Scenario[], reports: readonly NamedReport[]): string {
  const meshes = [MESHES.istio, MESHES.linkerd];
  const cells = (scenario: Scenario) => meshes.map((mesh) => standingOf(scenario, mesh, reportsOn(mesh, reports)).text);
  return markdownTable(
    ['scenario', 'lesson', ...meshes.map(({ title }) => title)],
    scenarios.map((scenario) =>
      [`[${scenario.name}](docs/scenarios.md#${scenario.name})`, scenario.lesson].concat(cells(scenario)),
    ),
  );
}

const reportsOn = ({ name }: Mesh, reports: readonly NamedReport[]): NamedReport[] =>
  reports.filter(({ report }) => report.mesh === name && !report.sabotage);

/** A report, and the name of its file without an ending. */
export interface NamedReport {
  readonly name: string;
  readonly report: ConformanceReport;
}

const INTRODUCTION = `# Scenarios

<!-- Made by \`npm run docs:scenarios\` of conformance/ and its reports; a test holds it to them. -->

The same lessons for each mesh, under the same names. A verdict is computed from what a live cluster was seen to do, with the
rule and, as a control, without it: it counts as passed only if it holds with the rule, fails without, and the control shows
the opposite. Shares are judged by an exact binomial interval at 99.9 %, so that in a thousand runs one fails by chance. What
no report shows is not proven. \`control/\` beside each rule is the same shop without it.

\`\`\`sh
kubectl apply -k scenarios/canary/istio                                     # the shop with the rule
kubectl delete -n product-gateway -f scenarios/canary/istio/rule.yaml       # and without
kubectl delete namespace product-gateway                                        # the next makes and deletes its own
npm run conformance -- --mesh istio                                             # tries them all; --help has the rest
\`\`\``;

function cellOf(scenario: Scenario, mesh: Mesh, reports: readonly NamedReport[]): string {
  const { text, newest } = standingOf(scenario, mesh, reports);
  if (!newest) return text;
  return `${text}, [${newest.report.startedAt.slice(0, 10)}](../conformance/reports/${newest.name}.md)`;
}

/**
 * Such as `**passed** 3 times in a row`, with all runs where some before them failed; and the newest of the reports that
 * tell it.
 */
function standingOf({ name }: Scenario, mesh: Mesh, reports: readonly NamedReport[]): Standing {
  if (whyUnsupported(mesh, name) !== undefined) return { text: mesh.name === 'none' ? 'takes a mesh' : 'unsupported' };
  const tried = triedOutcomes(name, reports);
  const newest = tried.at(-1);
  if (!newest) return { text: 'not proven' };
  const passed = tried.filter(hasPassed).length;
  if (!hasPassed(newest)) return { text: `**failed**, ${passed} of ${tried.length} runs passed`, newest };
  const inARow = tried.length - 1 - tried.findLastIndex((each) => !hasPassed(each));
  const times = inARow === 1 ? 'once' : `${inARow} times in a row`;
  const inAll = passed < tried.length ? `, ${passed} of ${tried.length} runs in all` : '';
  return { text: `**passed** ${times}${inAll}`, newest };
}

interface Standing {
  readonly text: string;
  readonly newest?: NamedReport;
}

const hasPassed = ({ outcome }: { outcome: Outcome }): boolean => outcome.status === 'passed';

/** What runs without any rule showed: each verdict must have failed. */
function sabotagedOn(reports: readonly NamedReport[]): string[] {
  return reports
    .filter(({ report }) => report.sabotage)
    .map(({ name, report }) => {
      const tried = report.outcomes.filter(isTried);
      const failed = tried.filter((outcome) => isAsItMust(report, outcome));
      const link = `[${report.startedAt.slice(0, 10)}](../conformance/reports/${name}.md)`;
      return `- ${MESHES[report.mesh].title}, each rule taken away, ${link}: ${failed.length} of ${tried.length} verdicts failed, as they must`;
    });
}

function triedOutcomes(scenario: string, reports: readonly NamedReport[]) {
  return reports.flatMap(({ name, report }) =>
    report.outcomes
      .filter((outcome) => outcome.scenario === scenario && isTried(outcome))
      .map((outcome) => ({ name, report, outcome })),
  );
}

function triedOn(reports: readonly NamedReport[]): string {
  const versions = new Set(
    reports.map(({ report }) =>
      Object.entries(report.versions)
        .map((entry) => entry.join(' '))
        .join(', '),
    ),
  );
  return [...versions].join('; ') || 'nothing of it has been run on a cluster';
}

function sectionOf({ name, lesson }: Scenario, meshes: readonly Mesh[], reportsOf: (mesh: Mesh) => NamedReport[]) {
  const parts = meshes.map((mesh) => {
    const reason = whyUnsupported(mesh, name);
    if (reason !== undefined) return mesh.name === 'none' ? [] : [`**${mesh.title}**: unsupported. ${reason}`];
    const folder = folderOf(mesh, name);
    const kinds = kindsOfRule(mesh, name).join(', ') || 'no rule of its own';
    const newest = triedOutcomes(name, reportsOf(mesh)).at(-1);
    const title = `**${mesh.title}** ([${folder}](../${folder}): ${kinds})`;
    return newest ? [`${title}\n\n${claimsOf(newest.outcome)}`] : [`${title}: not proven.`];
  });
  return [`## ${name}`, lesson, ...parts.flat()].join('\n\n');
}

const isTried = ({ status }: Outcome): boolean => status === 'passed' || status === 'failed';

function claimsOf(outcome: Outcome): string {
  if ('reason' in outcome) return outcome.reason;
  const { verdict, control } = outcome.trial;
  const line = (where: string, { claim, seen, holds }: Claim) =>
    `- ${where}${claim}: ${seen}${holds ? '' : ', which is **not so**'}`;
  return [
    ...verdict.map((claim) => line('', claim)),
    ...control.opposite.map((claim) => line('without the rule ', claim)),
  ].join('\n');
}
