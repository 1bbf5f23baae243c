import { jsonFault, type JsonPlace } from '../../util/json-value.ts';
import { serviceText } from '../../errors/quote.ts';
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

/** Throws `input_invalid` for what no JSON body can hold. `where`: the path of the value. */
export function refuseOtherThanJson(value: unknown, where: string): void {
  const fault = jsonFault(value);
  if (fault !== undefined) throw invalidInput(formatPlace([where, ...fault.place]), fault.says);
}

/** The path of a place as errors name it, such as `messages[0].content`. */
export function formatPlace([first = '', ...inner]: JsonPlace): string {
  const steps = inner.map((key) => (typeof key === 'number' ? `[${key}]` : `.${serviceText(key)}`));
  return `${serviceText(String(first))}${steps.join('')}`;
}
