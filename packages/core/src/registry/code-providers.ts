import { checkMaxConcurrent, readUnsupported } from '../config/check-config.ts';
import { formatJsonPath, invalidConfig, ShapeFault } from '../config/shape.ts';
import { isInstanceName, type Model } from '../contract/model.ts';
import { quote } from '../errors/quote.ts';
import {
  type AnyDefinition,
  type ConfiguredProvider,
  definitionOf,
  optionsOf,
  type ProviderPlugin,
  type UnsupportedMode,
  isPluginId,
} from '../contract/define-provider.ts';
import { readModels, readModelsOrNames } from '../config/read-models.ts';

/** A plugin, or a plugin with options, as `ClientOptions` accepts it. */
export type ProviderInput = ConfiguredProvider | ProviderPlugin<never>;

/** An instance that the program passed to the client. */
export interface CodeProvider {
  readonly id: string;
  readonly definition: AnyDefinition;
  readonly models: readonly (string | Model)[] | undefined;
  readonly maxConcurrent: number | undefined;
  readonly unsupported: UnsupportedMode | undefined;
  /** The plugin's own options. `undefined` if none has a value. */
  readonly options: Readonly<Record<string, unknown>> | undefined;
}

/** The instances that the program passed to the client, and which of them is the client's `provider`. */
export interface CodeProviders {
  readonly instances: ReadonlyMap<string, CodeProvider>;
  /** The client's `provider` as the name of an instance. */
  readonly clientProvider: string | undefined;
}

/** Reads `providers` and `provider` of the client's options. Throws `config_invalid`, also for two instances of one name. */
export function readCodeProviders(
  providers: readonly ProviderInput[] = [],
  provider?: string | ProviderInput,
): CodeProviders {
  const given = new Map<string, { readonly value: unknown; readonly read: CodeProvider }>();
  const add = (value: unknown, place: string): string => {
    const read = readProvider(value, place);
    const before = given.get(read.id);
    // `provider: reka` beside `providers: [reka({ ... })]` means the instance that is already there.
    if (before?.value === value) return read.id;
    if (before !== undefined && place === 'provider' && isBareReference(value, before.read)) return read.id;
    if (before !== undefined) {
      throw invalidConfig(
        `Two providers are called ${quote(read.id)} (plugins ${quote(before.read.definition.id)} and ` +
          `${quote(read.definition.id)}): give one of them another \`id\`.`,
      );
    }
    given.set(read.id, { value, read });
    return read.id;
  };
  for (const [index, value] of listOf(providers).entries()) add(value, `providers[${index}]`);
  const clientProvider = provider === undefined || typeof provider === 'string' ? provider : add(provider, 'provider');
  return { instances: new Map([...given].map(([id, { read }]) => [id, read])), clientProvider };
}

function listOf(providers: unknown): readonly unknown[] {
  if (Array.isArray(providers)) return providers;
  throw invalidConfig(
    definitionOf(providers) === undefined
      ? '`providers` must be a list of providers, such as [reka, openai({ ... })].'
      : '`providers` must be a list: write `providers: [...]` around the provider, or `provider: ...` if there is only one.',
  );
}

function isBareReference(value: unknown, before: CodeProvider): boolean {
  return typeof value === 'function' && definitionOf(value) === before.definition;
}

function readProvider(value: unknown, place: string): CodeProvider {
  const definition = definitionOf(value);
  if (definition === undefined || value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    throw invalidConfig(
      `\`${place}\` is not a provider: pass a plugin, such as \`reka\`, or a plugin with options, such as \`reka({ ... })\`.`,
    );
  }
  if (typeof definition.id !== 'string' || !isPluginId(definition.id)) {
    throw invalidConfig(
      `The plugin in \`${place}\` has an invalid id: an id consists of lower-case letters, digits and "-".`,
    );
  }
  const { id = definition.id, models, maxConcurrent, unsupported, ...rest } = optionsOf(value) ?? {};
  if (typeof id !== 'string' || !isInstanceName(id)) {
    throw invalidConfig(
      `The \`id\` of \`${place}\` cannot be the name of an instance: a name has no "/", no control characters, and no space at its ends.`,
    );
  }
  const options = Object.fromEntries(Object.entries(rest).filter(([, option]) => option !== undefined));
  try {
    readModels(definition.models, ['models']);
    if (maxConcurrent !== undefined) checkMaxConcurrent(maxConcurrent, ['maxConcurrent']);
    return {
      id,
      definition,
      models: models === undefined ? undefined : readModelsOrNames(models, ['models']),
      maxConcurrent,
      unsupported: readUnsupported(unsupported, ['unsupported']),
      options: Object.keys(options).length === 0 ? undefined : options,
    };
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error;
    throw invalidConfig(
      `In \`${place}\` (plugin ${quote(definition.id)}), ${formatJsonPath(error.path)} ${error.problem}.`,
    );
  }
}
