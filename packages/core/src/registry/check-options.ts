import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isRecord } from '../util/is-record.ts';
import { nameOfCause, sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Redactor } from '../errors/redactor.ts';
import { serviceText, quote } from '../errors/quote.ts';
import type { ChosenOptions } from './choose-options.ts';
import type { AnyDefinition } from '../contract/define-provider.ts';

/** Messages name no more faults than this. */
const mostFaults = 5;

/**
 * Checks options with the plugin's schema, synchronous or not, and tells the redactor the secrets in them, before and after.
 * Throws `config_invalid`, naming source, option and what was expected; `provider_load_failed` when the schema itself throws.
 */
export async function checkOptions(
  instance: string,
  definition: AnyDefinition,
  chosen: ChosenOptions,
  redactor: Redactor,
): Promise<object> {
  const secrets = (definition.secrets ?? []).flatMap((name) => texts(Reflect.get(chosen.values, name)));
  for (const secret of secrets) redactor.add(secret);
  if (definition.options === undefined) {
    refuseAll(instance, definition, chosen);
    return {};
  }
  const result = await validate(instance, definition, definition.options, chosen);
  if (result.issues !== undefined)
    throw invalid(instance, chosen, result.issues, [...secrets, ...chosen.followed], redactor);
  const options: unknown = result.value;
  if (typeof options !== 'object' || options === null) {
    const message = `The options of provider ${quote(instance)} cannot be used: the schema of plugin ${quote(definition.id)} must give an object.`;
    throw new PlugboardError('provider_load_failed', message, { provider: instance });
  }
  for (const name of definition.secrets ?? []) {
    for (const secret of texts(Reflect.get(options, name))) redactor.add(secret);
  }
  return options;
}

function refuseAll(instance: string, definition: AnyDefinition, { values, source, place }: ChosenOptions): void {
  const [name] = Object.keys(values);
  if (name === undefined) return;
  throw new PlugboardError(
    'config_invalid',
    `The plugin ${quote(definition.id)} takes no options, but provider ${quote(instance)} has ${place([name])} (${source}).`,
    { provider: instance },
  );
}

async function validate(
  instance: string,
  definition: AnyDefinition,
  schema: StandardSchemaV1<unknown, object>,
  { values }: ChosenOptions,
): Promise<StandardSchemaV1.Result<object>> {
  try {
    return await schema['~standard'].validate(values);
  } catch (error) {
    throw new PlugboardError(
      'provider_load_failed',
      `The options of provider ${quote(instance)} cannot be checked: the schema of plugin ${quote(definition.id)} throws: ` +
        `${nameOfCause(error)}.`,
      { provider: instance, cause: sanitizeCause(error) },
    );
  }
}

function invalid(
  instance: string,
  { source, place }: ChosenOptions,
  issues: readonly StandardSchemaV1.Issue[],
  secrets: readonly string[],
  redactor: Redactor,
): PlugboardError {
  const faults = issues.slice(0, mostFaults).map(({ path = [], message }) => {
    const keys = path.map((part) => (typeof part === 'object' ? part.key : part));
    const named = keys.map((key) => (typeof key === 'number' ? key : String(key)));
    const text = serviceText(withoutValues(message, secrets), (dirty) => redactor.clean(dirty));
    return named.length === 0 ? text : `${place(named)}: ${text}`;
  });
  const more = issues.length > mostFaults ? `; and ${issues.length - mostFaults} more` : '';
  return new PlugboardError(
    'config_invalid',
    `The options of provider ${quote(instance)} (${source}) are not valid. ${faults.join('; ')}${more}`,
    { provider: instance },
  );
}

/** Digits of which a message of a schema may be full, such as `at least 1 character`. */
const shortestTelling = 4;

/** Some libraries quote the value, and the redactor overlooks short ones and words. A word that stands there by itself is one of the message. */
function withoutValues(message: string, secrets: readonly string[]): string {
  let safe = message;
  for (const secret of secrets) {
    for (const mark of ['"', "'", '`']) safe = safe.replaceAll(`${mark}${secret}${mark}`, `${mark}[redacted]${mark}`);
    const isWord = secret.length < shortestTelling || /^[a-z]+$/i.test(secret);
    if (!isWord && safe.includes(secret)) return 'is not valid';
  }
  return safe;
}

/** Deeper values hold no secret that anybody means; the bound also ends what contains itself. */
const deepest = 8;

/** Every text and number inside a value, as text; what is no plain data, such as a cookie jar, is left alone. */
function texts(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (depth === deepest) return [];
  const inner = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return inner.flatMap((entry: unknown) => texts(entry, depth + 1));
}
