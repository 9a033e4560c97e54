import { markdownTable } from '../libs/markdown/src/markdown-table.ts';
import { allHold, type Claim } from './claim.ts';
import type { ConformanceReport, Outcome } from './report.ts';

/** What a run ended with, for a terminal: a line for each scenario, and what was seen wherever one failed. */
export function tableOf({ outcomes }: ConformanceReport): string {
  const width = Math.max(...outcomes.map(({ scenario }) => scenario.length));
  return outcomes.map((outcome) => [outcome.scenario.padEnd(width), ...lineOf(outcome)].join('   ')).join('\n');
}

function lineOf(outcome: Outcome): string[] {
  if ('reason' in outcome) return [outcome.status.padEnd(11), outcome.reason.split('\n')[0] ?? ''];
  const told = outcome.status === 'passed' ? [] : wrongIn(outcome.trial).map((line) => `\n    ${line}`);
  return [outcome.status.padEnd(11), `${outcome.seconds} s${told.join('')}`];
}

function wrongIn({ verdict, control }: Extract<Outcome, { trial: unknown }>['trial']): string[] {
  const broken = (claims: readonly Claim[], where: string) =>
    claims.filter(({ holds }) => !holds).map(({ claim, seen }) => `${where}${claim}: ${seen}`);
  const unmoved = allHold(control.verdict) ? ['without the rule the verdict is the same'] : [];
  return [...broken(verdict, ''), ...unmoved, ...broken(control.opposite, 'without the rule, ')];
}

/** The same as Markdown, with all that was claimed and seen. */
export function markdownOf({ mesh, startedAt, sabotage, versions, outcomes }: ConformanceReport): string {
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const sections = outcomes.map((outcome) => `## ${outcome.scenario}: ${outcome.status}\n\n${bodyOf(outcome)}`);
  const title = `# ${mesh}, ${startedAt}${sabotage ? ', each rule taken away' : ''}`;
  return [title, software.join(', '), ...sections, ''].join('\n\n').trimEnd() + '\n';
}

function bodyOf(outcome: Outcome): string {
  if ('reason' in outcome) return outcome.reason;
  const { verdict, control } = outcome.trial;
  const rows = [
    ...verdict.map((claim) => rowOf('with', claim)),
    ...control.opposite.map((claim) => rowOf('without', claim)),
    ...control.verdict.map((claim) => rowOf('without, the verdict', claim)),
  ];
  return markdownTable(['rule', 'claim', 'seen', 'holds'], rows);
}

const rowOf = (rule: string, { claim, seen, holds }: Claim): string[] => [rule, claim, seen, holds ? 'yes' : 'no'];
