import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** wrk takes an answer that comes later for none; by itself after two seconds, which a busy machine may need. */
const PATIENCE_SECONDS = 10;

/** The last line that wrk.lua has it write. */
interface WrkReport extends Readonly<Record<'answers' | 'duration' | 'p50' | 'p99' | 'p99.9', number>> {
  readonly failed: Readonly<Record<string, number>>;
}

/** How a load was answered. */
export interface Answered {
  readonly answers: number;
  readonly answersPerSecond: number;
  /** In milliseconds. */
  readonly latency: Readonly<Record<'p50' | 'p99' | 'p99.9', number>>;
}

export interface ClosedLoop {
  /** How many requests are under way at any time. */
  readonly concurrency: number;
  readonly seconds: number;
}

/**
 * Asks again as soon as an answer has come, by wrk (https://github.com/wg/wrk): what a program can do at most. Since a slow
 * answer keeps the next request back, latency is that of a program which is never left behind; openLoop tells the other.
 *
 * @throws Error if a request is not answered, or not with 2xx or 3xx
 */
export async function closedLoop(
  url: string,
  { concurrency, seconds }: ClosedLoop,
  signal: AbortSignal,
): Promise<Answered> {
  const connections = [
    `--connections=${concurrency}`,
    '--threads=1',
    `--duration=${seconds}s`,
    `--timeout=${PATIENCE_SECONDS}s`,
  ];
  const script = new URL('wrk.lua', import.meta.url).pathname;
  const { stdout } = await run('wrk', [...connections, `--script=${script}`, url], { signal });
  const { failed, ...report } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as WrkReport;
  const failures = Object.entries(failed).filter(([, times]) => times > 0);
  if (report.answers === 0 || failures.length > 0) {
    const times = failures.map(([how, count]) => `${count} failed ${how}`).join(', ');
    throw new Error(`${url} gave ${report.answers} answers, and ${times || 'nothing else'}.`);
  }
  const { answers, duration, p50, p99, 'p99.9': p999 } = report;
  return {
    answers,
    answersPerSecond: (answers / duration) * 1e6,
    latency: { p50: p50 / 1000, p99: p99 / 1000, 'p99.9': p999 / 1000 },
  };
}
