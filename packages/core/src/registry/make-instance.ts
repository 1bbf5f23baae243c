import { nameOfCause, sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { redactorOf, type Redactor } from '../errors/redactor.ts';
import { quote, serviceText } from '../errors/quote.ts';
import { asPlugboardError } from '../errors/copy-error.ts';
import { chooseOptions, type Environment, type ChosenOptions } from './choose-options.ts';
import type { AnyDefinition, UnsupportedMode } from '../contract/define-provider.ts';
import type { InstanceSource } from './instance-source.ts';
import type { Logger, ProviderHost } from '../contract/provider-host.ts';
import type { Provider } from '../contract/provider.ts';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isRecord } from '../util/is-record.ts';

/** An instance that has been created. */
export interface MadeInstance {
  readonly provider: Provider;
  readonly definition: AnyDefinition;
  /** The limit of concurrent calls that code or config sets. */
  readonly maxConcurrent: number | undefined;
  /** What code or config says about parameters that the provider does not accept. */
  readonly unsupported: UnsupportedMode | undefined;
  /** Sentences for an `auth_missing` error, about options and variables that are set but not used. */
  readonly notes: readonly string[];
}

/**
 * Creates an instance: imports its plugin, chooses and checks its options, registers their secrets with the redactor of
 * `host`, and calls `create`. Caches nothing.
 *
 * @param because - Says for the log why the instance is needed, such as `model "reka-core"`.
 * @throws PlugboardError `provider_load_failed`, `config_invalid`, or the `PlugboardError` that `create` throws.
 */
export async function makeInstance(
  source: InstanceSource,
  host: ProviderHost,
  environment: Environment,
  because: () => string,
): Promise<MadeInstance> {
  const { lastLoad } = source;
  try {
    const made = await make(source, host, environment, because);
    lastLoad.problem = undefined;
    return made;
  } catch (error) {
    const ours = asPlugboardError(error);
    lastLoad.problem = ours?.code === 'provider_load_failed' ? ours.message : undefined;
    throw error;
  }
}

async function make(
  source: InstanceSource,
  host: ProviderHost,
  environment: Environment,
  because: () => string,
): Promise<MadeInstance> {
  const definition = await loadDefinition(source, host.log, environment, because);
  const redactor = redactorOf(host);
  redactor.allow(source.id);
  redactor.allow(definition.id);
  const chosen = await chooseOptions(source, definition, environment, (secret) => redactor.add(secret));
  const options = await checkOptions(source.id, definition, chosen, redactor);
  return {
    provider: create(source, definition, options, host),
    definition,
    maxConcurrent: source.maxConcurrent,
    unsupported: source.unsupported,
    notes: chosen.notes,
  };
}

/** Imports the plugin of an instance. Throws `provider_load_failed`. */
export async function loadDefinition(
  { id, plugin, label, where }: InstanceSource,
  log: Logger,
  environment: Environment,
  because: () => string,
): Promise<AnyDefinition> {
  if (plugin.kind === 'definition') return plugin.definition;
  if (plugin.kind === 'unusable') {
    const message = `The plugin ${quote(label)} of provider ${quote(id)} cannot be loaded: ${plugin.message}`;
    throw new PlugboardError('provider_load_failed', message, { provider: id });
  }
  log.debug(`Importing the plugin ${quote(label)} of provider ${quote(id)} for ${because()}.`, {
    provider: id,
    from: where,
  });
  // Only this needs package resolution, so a client without installed plugins never loads the module.
  const { importConditions, loadPlugin } = await import('./load-plugin.ts');
  return loadPlugin({
    instance: id,
    module: plugin,
    pluginId: plugin.kind === 'package' ? plugin.pluginId : undefined,
    conditions: importConditions(process.execArgv, environment),
  });
}

function create({ id }: InstanceSource, definition: AnyDefinition, options: object, host: ProviderHost): Provider {
  let provider: unknown;
  try {
    provider = definition.create(options, host);
  } catch (error) {
    const ours = asPlugboardError(error);
    if (ours !== undefined) throw ours;
    const message = `Provider ${quote(id)} cannot be created: \`create\` of plugin ${quote(definition.id)} throws: ${nameOfCause(error)}.`;
    throw new PlugboardError('provider_load_failed', message, { provider: id, cause: sanitizeCause(error) });
  }
  if (isProvider(provider)) return provider;
  throw new PlugboardError(
    'provider_load_failed',
    `Provider ${quote(id)} cannot be created: \`create\` of plugin ${quote(definition.id)} must return an object with a \`stream\` method.`,
    { provider: id },
  );
}

function isProvider(value: unknown): value is Provider {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'stream') === 'function';
}

/** How many faults a message names at most. */
const maxFaults = 5;

/**
 * Checks options with the plugin's schema, which may be asynchronous. The redactor learns the secrets in the options
 * before and after the schema transformed them. Throws `config_invalid` with source, option and what was expected, or
 * `provider_load_failed` if the schema itself throws.
 */
async function checkOptions(
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
 * Removes secret values from a message of a schema library, since some libraries quote them and the redactor ignores
 * short values and ordinary words. An ordinary word outside of quotes belongs to the message.
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

/** Nobody nests secrets deeper. The limit also ends values that contain themselves. */
const maxDepth = 8;

/** Every text and number inside a value, as text. Ignores objects that are not plain data, such as a cookie jar. */
function texts(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (depth === maxDepth) return [];
  const inner = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return inner.flatMap((entry: unknown) => texts(entry, depth + 1));
}
