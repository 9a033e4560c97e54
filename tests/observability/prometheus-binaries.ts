// Prometheus and its promtool, by which rules, dashboards and metrics are tested.
import { spawnSync } from 'node:child_process';

const PROGRAMS = ['prometheus', 'promtool'];

/**
 * Whether one of them is missing; says so, and how to get it.
 *
 * @throws Error where CI is set, which must skip nothing
 */
export function prometheusIsMissing(): boolean {
  const missing = PROGRAMS.filter((program) => spawnSync(program, ['--version']).error);
  if (missing.length === 0) return false;
  const advice = `no ${missing.join(', no ')}. \`tools/observability-tools.sh\` brings what is missing.`;
  if (process.env['CI']) throw new Error(advice);
  console.warn(`SKIPPED: ${advice}`);
  return true;
}

/** Runs promtool, and gives its exit code and all that it printed. */
export function promtool(args: string[], input = ''): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}
