import { PlugboardError } from '../../errors/plugboard-error.ts';

/**
 * A call that is not valid. The message begins with the place.
 *
 * @param param - A path in what `create()` was given, such as `messages[0].content`.
 * @param says - The rest of the sentence, such as `must be a string.`
 */
export function invalidInput(param: string, says: string): PlugboardError {
  return new PlugboardError('input_invalid', `${param} ${says}`, { param });
}
