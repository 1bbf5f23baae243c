import type { UnsupportedMode } from '../contract/define-provider.ts';
import { type Model, isInstanceName } from '../contract/model.ts';
import { readModelsOrNames } from './read-models.ts';
import { checkReferences } from './references.ts';
import { isRecord, type JsonObject, ownValue } from '../util/is-record.ts';
import { type JsonPath, mustBe, readRecord, readText, refuseOtherKeys, ShapeFault } from './shape.ts';

/** The content of `plugboard.config.json`. `docs/configuration.md` explains it. */
export interface Config {
  /** The instances, by name. */
  readonly providers?: Readonly<Record<string, ProviderConfig>> | undefined;
  /** Aliases. Their targets are model ids, never aliases. A list is a fallback chain. */
  readonly models?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Whether to find installed providers. Default: true. */
  readonly discover?: boolean | undefined;
  /**
   * What core does with a parameter that a provider does not accept. The option of the client takes precedence.
   * Default: `error`.
   */
  readonly unsupported?: UnsupportedMode | undefined;
  /**
   * Settings of a gateway around the client, which reads them with `readConfigSection()`. The client itself ignores
   * them.
   */
  readonly gateway?: JsonObject | undefined;
}

/**
 * One instance. The plugin's options stand beside `use` and `models`. A secret must be a reference:
 * `{ "$env": "NAME" }` or `{ "$file": "path" }`.
 */
export interface ProviderConfig {
  /** The name of a package, the relative path of a module, or the id of a plugin that is installed or given in code. */
  readonly use: string;
  /**
   * The models of the instance, besides those of the plugin. Under a name other than the plugin's id: all its models.
   */
  readonly models?: readonly (string | Model)[] | undefined;
  /** What core does with a parameter that the provider does not accept. Default: the client's setting. */
  readonly unsupported?: UnsupportedMode | undefined;
  readonly [option: string]: unknown;
}

/** A config that has been checked. */
export interface CheckedConfig {
  readonly providers: ReadonlyMap<string, InstanceConfig>;
  /** Targets in fallback order. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly discover: boolean | undefined;
  readonly unsupported: UnsupportedMode | undefined;
  /** Its references to secrets are checked but not yet followed. The program that reads the section checks the rest. */
  readonly gateway: JsonObject | undefined;
}

/** One instance of a config. */
export interface InstanceConfig {
  readonly use: string;
  readonly models: readonly (string | Model)[] | undefined;
  readonly maxConcurrent: number | undefined;
  readonly unsupported: UnsupportedMode | undefined;
  /** The plugin's options. References to secrets are not yet followed. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Checks a config field by field. Throws `ShapeFault`. `plugboard.schema.json` states the same rules for editors. */
export function checkConfig(value: unknown): CheckedConfig {
  const record = readRecord(
    value,
    [],
    'an object with the keys "providers", "models", "discover", "unsupported" and "gateway"',
  );
  refuseOtherKeys(record, ['$schema', 'providers', 'models', 'discover', 'unsupported', 'gateway'], []);
  const schema = ownValue(record, '$schema');
  if (schema !== undefined && typeof schema !== 'string') mustBe(['$schema'], 'a string', schema);
  const discover = ownValue(record, 'discover');
  if (discover !== undefined && typeof discover !== 'boolean') mustBe(['discover'], 'true or false', discover);
  const aliases = readEntries(ownValue(record, 'models'), ['models'], readAlias);
  refuseChains(aliases, ownValue(record, 'models'));
  return {
    providers: readEntries(ownValue(record, 'providers'), ['providers'], readInstance),
    aliases,
    discover: discover === true || discover === false ? discover : undefined,
    unsupported: readUnsupported(ownValue(record, 'unsupported'), ['unsupported']),
    gateway: readSection(ownValue(record, 'gateway'), ['gateway']),
  };
}

function readSection(value: unknown, path: JsonPath): JsonObject | undefined {
  if (value === undefined) return undefined;
  const section = readRecord(value, path);
  refuseReference(section, path);
  for (const [key, entry] of Object.entries(section)) checkReferences(entry, [...path, key]);
  return section;
}

/** Returns a `Map`, in which `__proto__` is a key like any other. */
function readEntries<T>(
  value: unknown,
  path: JsonPath,
  read: (entry: unknown, path: JsonPath, key: string) => T,
): ReadonlyMap<string, T> {
  if (value === undefined) return new Map();
  const entries = Object.entries(readRecord(value, path));
  return new Map(entries.map(([key, entry]) => [key, read(entry, [...path, key], key)]));
}

function readInstance(value: unknown, path: JsonPath, id: string): InstanceConfig {
  if (!isInstanceName(id)) {
    throw new ShapeFault(
      path,
      'cannot be the name of an instance: a name has no "/", no control characters, and no space at its ends',
    );
  }
  const { use, models, maxConcurrent, unsupported, id: ownId, ...options } = readRecord(value, path);
  if (ownId !== undefined)
    throw new ShapeFault([...path, 'id'], 'must be left out: the key above is the name of the instance');
  if (maxConcurrent !== undefined) checkMaxConcurrent(maxConcurrent, [...path, 'maxConcurrent']);
  refuseReference(options, path);
  for (const [key, option] of Object.entries(options)) checkReferences(option, [...path, key]);
  return {
    use: readText(use, [...path, 'use'], 'a package name, a relative path or the id of a plugin'),
    models: models === undefined ? undefined : readModelsOrNames(models, [...path, 'models']),
    maxConcurrent: typeof maxConcurrent === 'number' ? maxConcurrent : undefined,
    unsupported: readUnsupported(unsupported, [...path, 'unsupported']),
    options,
  };
}

function refuseReference(options: Readonly<Record<string, unknown>>, path: JsonPath): void {
  for (const [key, leadsTo] of [
    ['$env', 'NAME'],
    ['$file', 'path'],
  ] as const) {
    if (!Object.hasOwn(options, key)) continue;
    throw new ShapeFault(
      [...path, key],
      `must be the value of an option, such as "apiKey": { "${key}": "${leadsTo}" }, and not an option itself`,
    );
  }
}

/** Throws `ShapeFault` unless the value is a positive whole number. */
export function checkMaxConcurrent(value: unknown, path: JsonPath): void {
  if (typeof value !== 'number') mustBe(path, 'a positive whole number', value);
  if (!Number.isSafeInteger(value) || value < 1) throw new ShapeFault(path, 'must be a positive whole number');
}

/** Throws `ShapeFault` unless the value is a mode or `undefined`. */
export function readUnsupported(value: unknown, path: JsonPath): UnsupportedMode | undefined {
  if (value === undefined || value === 'error' || value === 'drop') return value;
  return mustBe(path, '"error" or "drop"', value);
}

function readAlias(value: unknown, path: JsonPath, alias: string): readonly string[] {
  if (alias === '') throw new ShapeFault(path, 'cannot be an alias: it is empty');
  const expected = 'a model id or a list of model ids';
  if (!Array.isArray(value)) return [readText(value, path, expected)];
  if (value.length === 0) mustBe(path, expected, value);
  return value.map((target: unknown, index) => readText(target, [...path, index]));
}

/**
 * A target that has the name of its own alias is a model. Targets with a `/` can be checked only when the providers are
 * known.
 */
function refuseChains(aliases: ReadonlyMap<string, readonly string[]>, models: unknown): void {
  for (const [alias, targets] of aliases) {
    const index = targets.findIndex((target) => target !== alias && !target.includes('/') && aliases.has(target));
    if (index === -1) continue;
    const isList = isRecord(models) && Array.isArray(ownValue(models, alias));
    throw new ShapeFault(
      ['models', alias, ...(isList ? [index] : [])],
      'is itself an alias: write its targets here, or "instance/model" if you mean a model of this name',
    );
  }
}
