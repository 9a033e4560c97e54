import { sentencesOf, type Exercise } from './exercise.ts';
import { linesOf, type Grade } from './grading.ts';
import type { PlantedMistake } from './planted-mistake.ts';

/**
 * A grade for a terminal: what traffic shows, what the mesh reports, and the explanation unless nothing was ever broken.
 *
 * @param status the lines of `meshStatus`
 */
export function gradeText(
  exercise: Pick<Exercise, 'name' | 'explanation' | 'issue'>,
  grade: Grade,
  status: readonly string[],
  planted: Pick<PlantedMistake, 'hints'> | undefined,
): string {
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
  const explanation = [...sentencesOf(exercise), `Others made this mistake: ${exercise.issue}`];
  return [
    `${exercise.name}: ${grade.health}${stateOf(grade, planted)}`,
    'What traffic shows:',
    ...indented(linesOf(grade)),
    'What the mesh reports:',
    ...indented(status),
    ...(planted || grade.health === 'broken' ? ['The mistake:', ...indented(explanation)] : []),
  ].join('\n');
}

function stateOf({ health }: Grade, planted: Pick<PlantedMistake, 'hints'> | undefined): string {
  if (!planted) return health === 'healthy' ? ', and no mistake is planted' : ', although no mistake is planted';
  return health === 'healthy' ? ` again; hints given: ${planted.hints}` : '';
}
