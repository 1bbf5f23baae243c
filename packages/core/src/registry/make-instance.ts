import { nameOfCause, sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { redactorOf } from '../errors/redactor.ts';
import { quote } from '../errors/quote.ts';
import { asPlugboardError } from '../errors/copy-error.ts';
import { checkOptions } from './check-options.ts';
import { chooseOptions, type Environment } from './choose-options.ts';
import type { AnyDefinition, UnsupportedMode } from '../contract/define-provider.ts';
import type { InstanceSource } from './instance-source.ts';
import type { Logger, ProviderHost } from '../contract/provider-host.ts';
import type { Provider } from '../contract/provider.ts';

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
 * Creates an instance: imports its plugin, chooses and checks its options, registers their secrets with the redactor of `host`,
 * and calls `create`. Caches nothing.
 *
 * @param because - Why the instance is needed, for the log, such as `model "reka-core"`.
 * Throws `provider_load_failed`, `config_invalid`, or the `PlugboardError` that `create` throws.
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
  // Only this needs the resolution of packages, so a client without installed plugins never loads it.
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
