import { AppError } from '#errors';

/** Thrown for a text that is no list of fault rules. */
export class FaultRuleError extends AppError {
  override readonly name = 'FaultRuleError';

  /**
   * @param position of the mistake, from 1
   * @param expected the accepted text
   * @param found the text at the position, if there is any
   */
  constructor(
    readonly position: number,
    readonly expected: string,
    found = '',
  ) {
    super('invalid-fault-rule', `at ${position}${found && `, ${JSON.stringify(found)}`}: expected ${expected}`);
  }
}
