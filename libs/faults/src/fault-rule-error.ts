import { AppError } from '#errors';

/** Thrown for a text that is no list of fault rules. */
export class FaultRuleError extends AppError {
  override readonly name = 'FaultRuleError';

  /**
   * @param position where the text is wrong, from 1
   * @param expected what must be there
   * @param found what is there, if anything is
   */
  constructor(
    readonly position: number,
    readonly expected: string,
    found = '',
  ) {
    super('invalid-fault-rule', `at ${position}${found && `, ${JSON.stringify(found)}`}: expected ${expected}`);
  }
}
