import { parse } from 'shell-quote';

import { until } from '../libs/testbed/src/until.ts';
import { BashSession, type Ran } from './bash-session.ts';
import { beginningOf, differenceOf } from './compare-output.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { outputOn, stepsOn, type LessonPage, type PageOutput, type Step } from './lesson-page.ts';

/** Long enough for the images of a rollout to start, and for a namespace to be deleted. */
const STEP_TIMEOUT_MS = 420_000;
/** What a job in the background prints comes a moment after the block that started it has ended. */
const BACKGROUND_TIMEOUT_MS = 30_000;

/** The section whose commands run even if a step before it fails. */
const UNDO = 'Undo';

export interface CheckOptions {
  readonly mesh: ServiceMesh;
  /** The folder in which the commands run: the root of a clone. */
  readonly cwd: string;
  readonly stepTimeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onStep: (step: Step) => void;
}

/** What was observed in place of an output of the page. */
export interface OtherOutput {
  readonly output: PageOutput;
  readonly observed: string;
}

/** The result of one page. */
export interface PageCheck {
  /** Each with the place on the page, the command, and what was expected and observed. */
  readonly failures: readonly string[];
  /** The outputs that differ from the page, of commands that succeeded. */
  readonly otherOutputs: readonly OtherOutput[];
}

/** Runs the commands of a page for one mesh in their order, and compares their outputs. It ends with the commands under Undo. */
export async function checkPage(page: LessonPage, options: CheckOptions): Promise<PageCheck> {
  const steps = stepsOn(options.mesh, page);
  const failures: string[] = [];
  const otherOutputs: OtherOutput[] = [];
  let hasBroken = false;
  {
    await using session = new BashSession(options.cwd);
    for (const step of steps) {
      options.onStep(step);
      const place = `${page.path}:${step.line}`;
      try {
        const ran = await session.run(step.commands, options.stepTimeoutMs ?? STEP_TIMEOUT_MS, options.signal);
        if (ran.exitCode !== step.exitCode) {
          failures.push(`${place}\n${prefixed(step.commands)}\n${exitCodes(step, ran)}`);
          hasBroken = true;
          break;
        }
        const output = outputOn(options.mesh, step);
        if (!output) continue;
        const observed = await observedOutput(step, output, ran);
        const difference = differenceOf(output.text, observed, output.ranges);
        if (difference !== undefined) {
          failures.push(`${place}\n${prefixed(step.commands)}\n- expected, + observed:\n${difference}\n${ran.stderr}`);
          otherOutputs.push({ output, observed });
        }
      } catch (error) {
        failures.push(`${place}\n${prefixed(step.commands)}\n${(error as Error).message}`);
        hasBroken = true;
        break;
      }
    }
  }
  if (hasBroken) await undo(steps, options);
  return { failures, otherOutputs };
}

/** In a session of its own, since that of the page may hang; not aborted by the signal, so that nothing is left behind. */
async function undo(steps: readonly Step[], { cwd, onStep }: CheckOptions): Promise<void> {
  await using session = new BashSession(cwd);
  for (const step of steps.filter(({ section }) => section === UNDO)) {
    onStep(step);
    await session.run(step.commands, STEP_TIMEOUT_MS).catch(() => undefined);
  }
}

/** The output of a block; if it started a job in the background, what that printed once it agrees or the time limit is over. */
async function observedOutput(step: Step, { text, ranges }: PageOutput, ran: Ran): Promise<string> {
  if (!startsJob(step.commands)) return ran.stdout();
  const beginning = () => beginningOf(ran.stdout(), text);
  const options = { timeoutMs: BACKGROUND_TIMEOUT_MS, what: 'the output of the job in the background' };
  await until(() => differenceOf(text, beginning(), ranges) === undefined, options).catch(() => undefined);
  return beginning();
}

/** Whether a block ends with a job in the background, such as `kubectl port-forward … &`. */
function startsJob(commands: string): boolean {
  const last = parse(commands.trim().split('\n').at(-1) ?? '').filter(
    (token) => !(typeof token === 'object' && 'comment' in token),
  );
  const token = last.at(-1);
  return typeof token === 'object' && 'op' in token && token.op === '&';
}

const prefixed = (commands: string): string => commands.replaceAll(/^/gm, '$ ');

const exitCodes = (step: Step, { exitCode, stderr, stdout }: Ran): string =>
  `exited with ${exitCode}, expected ${step.exitCode}\n${stderr}${stdout()}`;
