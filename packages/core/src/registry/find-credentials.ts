import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { referenceFrom, type Reference } from '../config/references.ts';
import { formatJsonPath, type JsonPath } from '../config/shape.ts';
import { isRecord } from '../util/is-record.ts';
import { declaredVariables, type Environment } from './choose-options.ts';
import type { AnyDefinition } from '../contract/define-provider.ts';
import type { InstanceSource } from './instance-source.ts';

/** An option that is, or could be, a credential or an address, and where it comes from. */
export interface CredentialDiagnosis {
  /** The option, or its path in the config. */
  readonly option: string;
  readonly from: 'code' | 'config' | 'environment' | 'file';
  /** The name of the variable or the path of the file. */
  readonly name: string | undefined;
  /** `unused`: the variable is set, but code or config gives the options. */
  readonly state: 'present' | 'missing' | 'empty' | 'unused';
}

/**
 * Finds out where the credentials of an instance come from, by the rules of `chooseOptions`. It checks whether
 * variables are set and files have content, but it reads no file.
 *
 * @param definition - `undefined`: the plugin cannot be loaded, so only the references of the config are known.
 */
export function findCredentials(
  source: InstanceSource,
  definition: AnyDefinition | undefined,
  environment: Environment,
): readonly CredentialDiagnosis[] {
  const variables = declaredVariables(definition?.environment).map(({ option, variable: name }) => ({
    option,
    name,
    state: stateOf(environment[name]),
  }));
  const { codeOptions, configOptions } = source;
  if (codeOptions === undefined && configOptions === undefined) {
    return onePerOption(variables).map((variable) => ({ ...variable, from: 'environment' }));
  }
  const unused = variables.flatMap(({ option, name, state }): readonly CredentialDiagnosis[] =>
    state === 'present' ? [{ option, from: 'environment', name, state: 'unused' }] : [],
  );
  const relevant = new Set([...variables.map(({ option }) => option), ...(definition?.secrets ?? [])]);
  if (codeOptions !== undefined) {
    const given = Object.entries(codeOptions).filter(([option, value]) => value !== undefined && relevant.has(option));
    return [...given.map(([option]) => present(option, 'code')), ...unused];
  }
  const options = Object.entries(configOptions?.values ?? {}).flatMap(([option, value]) => {
    const references = referencesIn(value, [option]).map(({ path, reference }) =>
      followed(path, reference, environment, configOptions?.folder ?? '.'),
    );
    return references.length === 0 && relevant.has(option) ? [present(option, 'config')] : references;
  });
  return [...options, ...unused];
}

/** For an option with several variables, keeps the first that is set. If none is set, keeps the first. */
function onePerOption<T extends { readonly option: string; readonly state: string }>(
  variables: readonly T[],
): readonly T[] {
  const options = [...new Set(variables.map(({ option }) => option))];
  return options.flatMap((name) => {
    const own = variables.filter(({ option }) => option === name);
    return own.find(({ state }) => state === 'present') ?? own[0] ?? [];
  });
}

function present(option: string, from: 'code' | 'config'): CredentialDiagnosis {
  return { option, from, name: undefined, state: 'present' };
}

function followed(path: JsonPath, reference: Reference, environment: Environment, folder: string): CredentialDiagnosis {
  const option = formatJsonPath(path);
  if (reference.kind === 'environment') {
    const { name } = reference;
    return { option, from: 'environment', name, state: stateOf(environment[name]) };
  }
  const name = resolve(folder, reference.path);
  const file = statSync(name, { throwIfNoEntry: false });
  return { option, from: 'file', name, state: file === undefined ? 'missing' : file.size === 0 ? 'empty' : 'present' };
}

function stateOf(value: string | undefined): 'present' | 'missing' | 'empty' {
  if (value === undefined) return 'missing';
  return value === '' ? 'empty' : 'present';
}

function referencesIn(value: unknown, path: JsonPath): readonly { path: JsonPath; reference: Reference }[] {
  const reference = referenceFrom(value, path);
  if (reference !== undefined) return [{ path, reference }];
  if (Array.isArray(value)) return value.flatMap((entry: unknown, index) => referencesIn(entry, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => referencesIn(entry, [...path, key]));
}
