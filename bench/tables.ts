import { markdownTable } from '#markdown';

import type { BenchReport } from './bench-report.ts';
import { comparisonTables } from './comparison-tables.ts';
import { figureText, spreadText } from './figure.ts';
import { goalsOf, isMet, type Goal } from './goals.ts';
import { VARIANTS } from './growth.ts';
import { eachOf, type Round } from './rounds.ts';

/** All that a report has, in Markdown: medians, each with the least and the most of all rounds. */
export function markdownOf(report: BenchReport): string {
  const { comparison, clients, growth, soaked } = report;
  const goals = goalsOf(report).map(goalRow);
  const parts = [
    Object.entries(report.conditions)
      .map((entry) => entry.join(': '))
      .join('; '),
    goals.length > 0 && `### Goals\n\n${markdownTable(['goal', 'reached', 'met'], goals)}`,
    comparison && comparisonTables(comparison),
    clients && comparisonTables(clients),
    growth && `### What more costs\n\n${growthTable(growth)}`,
    soaked &&
      `### Memory over time\n\n${markdownTable(['requests', 'gateway, MB', 'a backend, MB'], soaked.map(soakedRow))}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

const goalRow = (goal: Goal): string[] =>
  goal.reached
    ? [goal.goal, figureText(goal.reached, 2), isMet(goal) ? 'yes' : '**no**']
    : [goal.goal, 'not measured', '–'];

function growthTable(rounds: readonly Round[]): string {
  const rows = VARIANTS.map(({ name, base }) => [
    name,
    spreadText(eachOf(rounds, ({ cpu }) => cpu.gateway, name)),
    spreadText(eachOf(rounds, ({ cpu }) => cpu.backends, name)),
    spreadText(eachOf(rounds, ({ cpu }) => cpu.all, name)),
    base === undefined
      ? '–'
      : `${spreadText(
          eachOf(rounds, ({ cpu }) => cpu.all, name, base),
          2,
        )} times ${base}`,
  ]);
  return markdownTable(
    ['CPU of a request, µs', 'gateway', 'four backends', 'all five', 'all five, in comparison'],
    rows,
  );
}

const soakedRow = ({ requests, memory }: NonNullable<BenchReport['soaked']>[number]): string[] => [
  requests.toLocaleString('en'),
  memory.gateway.toFixed(0),
  memory.backend.toFixed(0),
];
