import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isRecord } from '../util/is-record.ts';
import { nameOfCause, sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Redactor } from '../errors/redactor.ts';
import { serviceText, quote } from '../errors/quote.ts';
import type { ChosenOptions } from './choose-options.ts';
import type { AnyDefinition } from '../contract/define-provider.ts';

/** How many faults a message names at most. */
const maxFaults = 5;

/**
 * Checks options with the plugin's schema, which may be asynchronous. The redactor learns the secrets in the options before and
 * after. Throws `config_invalid` with source, option and what was expected, or `provider_load_failed` if the schema itself throws.
 */
export async function checkOptions(
  instance: string,
  definition: AnyDefinition,
  chosen: ChosenOptions,
  redactor: Redactor,
): Promise<object> {
  const secrets = registerSecrets(definition, chosen.values, redactor);
  if (definition.options === undefined) {
    refuseAll(instance, definition, chosen);
    return {};
  }
  const result = await validate(instance, definition, definition.options, chosen);
  if (result.issues !== undefined)
    throw invalid(instance, chosen, result.issues, [...secrets, ...chosen.followed], redactor);
  const options: unknown = result.value;
  if (typeof options !== 'object' || options === null) {
    const message = `The options of provider ${quote(instance)} cannot be used: the schema of plugin ${quote(definition.id)} must return an object.`;
    throw new PlugboardError('provider_load_failed', message, { provider: instance });
  }
  registerSecrets(definition, options, redactor);
  return options;
}

function registerSecrets(definition: AnyDefinition, options: object, redactor: Redactor): readonly string[] {
  const secrets = (definition.secrets ?? []).flatMap((name) => texts(Reflect.get(options, name)));
  for (const secret of secrets) redactor.add(secret);
  return secrets;
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
  const faults = issues.slice(0, maxFaults).map(({ path = [], message }) => {
    const keys = path.map((part) => (typeof part === 'object' ? part.key : part));
    const named = keys.map((key) => (typeof key === 'number' ? key : String(key)));
    const text = serviceText(withoutValues(message, secrets), (dirty) => redactor.clean(dirty));
    return named.length === 0 ? text : `${place(named)}: ${text}`;
  });
  const more = issues.length > maxFaults ? `; and ${issues.length - maxFaults} more` : '';
  return new PlugboardError(
    'config_invalid',
    `The options of provider ${quote(instance)} (${source}) are not valid. ${faults.join('; ')}${more}`,
    { provider: instance },
  );
}

/** Shorter texts occur in messages by chance, as in `at least 1 character`. */
const minDistinctLength = 4;

/**
 * Removes the values that some schema libraries quote. The redactor ignores short values and ordinary words. A word that is not in
 * quotes belongs to the message.
 */
function withoutValues(message: string, secrets: readonly string[]): string {
  let safe = message;
  for (const secret of secrets) {
    for (const mark of ['"', "'", '`']) safe = safe.replaceAll(`${mark}${secret}${mark}`, `${mark}[redacted]${mark}`);
    const isWord = secret.length < minDistinctLength || /^[a-z]+$/i.test(secret);
    if (!isWord && safe.includes(secret)) return 'is not valid';
  }
  return safe;
}

/** Nobody puts secrets any deeper. The limit also ends values that contain themselves. */
const maxDepth = 8;

/** Every text and number inside a value, as text. Ignores objects that are not plain data, such as a cookie jar. */
function texts(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (depth === maxDepth) return [];
  const inner = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return inner.flatMap((entry: unknown) => texts(entry, depth + 1));
}
