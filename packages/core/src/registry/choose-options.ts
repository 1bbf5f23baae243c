import { followReferences } from '../config/follow-references.ts';
import { inPlainText, plainText } from '../config/plain-text.ts';
import { formatJsonPath, invalidConfig, type JsonPath } from '../config/shape.ts';
import { isRecord } from '../util/is-record.ts';
import { quote } from '../errors/quote.ts';
import type { AnyDefinition } from '../contract/define-provider.ts';
import type { ConfigOptions, InstanceSource } from './instance-source.ts';

/** Environment variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The options of an instance, all from one source. */
export interface ChosenOptions {
  readonly values: Readonly<Record<string, unknown>>;
  /** The source, for messages. */
  readonly source: string;
  /** The name of an option in messages: a path in the config, a variable, or the option's own name. */
  place(path: JsonPath): string;
  /** The values that references lead to. The redactor knows them but ignores short ones. */
  readonly followed: readonly string[];
  /** Sentences about options and variables of the plugin that are set but not used, and why. */
  readonly notes: readonly string[];
}

/**
 * Takes all options from one source: code, otherwise the config, otherwise the plugin's environment variables.
 * Follows the references of a config. Throws `config_invalid`, also if a config has a secret in plain text.
 */
export async function chooseOptions(
  source: InstanceSource,
  definition: AnyDefinition,
  environment: Environment,
  onSecret: (secret: string) => void,
): Promise<ChosenOptions> {
  const variables = declaredVariables(definition.environment).map(({ option, variable }) => ({
    option,
    variable,
    value: environment[variable],
  }));
  const set = variables.flatMap(({ value, variable }) => (value === undefined || value === '' ? [] : [variable]));
  if (source.codeOptions !== undefined) {
    const notes = [...unusedNotes(set, source, 'code', Object.keys(source.codeOptions)), ...unusedConfigNotes(source)];
    return {
      values: source.codeOptions,
      source: 'given in code',
      place: (path) => formatJsonPath(path),
      followed: [],
      notes,
    };
  }
  if (source.configOptions !== undefined) {
    const from = source.configOptions.file ?? 'the config given in code';
    const notes = unusedNotes(set, source, from, Object.keys(source.configOptions.values));
    return { ...(await fromConfig(source, source.configOptions, definition, environment, onSecret)), notes };
  }
  const empty = variables.filter(({ value }) => value === '').map(({ variable }) => `${variable} is set, but empty.`);
  const used = variables.filter(({ variable }) => set.includes(variable)).toReversed();
  const names = new Map([...variables.toReversed(), ...used].map(({ option, variable }) => [option, variable]));
  return {
    values: Object.fromEntries(used.map(({ option, value }) => [option, value])),
    source: 'from environment variables',
    place: ([option, ...rest]) => formatJsonPath([names.get(String(option)) ?? option ?? 'options', ...rest]),
    followed: [],
    notes: [...empty, ...unusedConfigNotes(source)],
  };
}

/** The variables that a plugin declares. If an option has several, they stand in their order of precedence. */
export function declaredVariables(
  environment: object | undefined,
): readonly { readonly option: string; readonly variable: string }[] {
  return Object.entries({ ...environment }).flatMap(([option, names]: readonly [string, unknown]) =>
    [names].flat().flatMap((variable) => (typeof variable === 'string' ? [{ option, variable }] : [])),
  );
}

async function fromConfig(
  { id }: InstanceSource,
  { values, file, folder }: ConfigOptions,
  definition: AnyDefinition,
  environment: Environment,
  onSecret: (secret: string) => void,
): Promise<Omit<ChosenOptions, 'notes'>> {
  const source = file ?? 'the config given in code';
  const root: JsonPath = ['providers', id];
  refusePlainSecrets(definition.secrets ?? [], values, root, source);
  const followed: string[] = [];
  const remember = (secret: string): void => {
    followed.push(secret);
    onSecret(secret);
  };
  const complete = await followReferences(values, root, { environment, folder, source, onSecret: remember });
  return {
    values: isRecord(complete) ? complete : {},
    followed,
    source: `in ${source}`,
    place: (path) => formatJsonPath([...root, ...path]),
  };
}

/** An option called `cookies` may be the path of a cookie file, but a map in it contains the values of cookies. */
function refusePlainSecrets(
  secrets: readonly string[],
  values: ConfigOptions['values'],
  root: JsonPath,
  source: string,
): void {
  for (const option of new Set([...secrets, 'cookies'])) {
    const value: unknown = Object.hasOwn(values, option) ? Reflect.get(values, option) : undefined;
    const isDeclared = secrets.includes(option);
    const plain = isDeclared || typeof value !== 'string' ? plainText(value, [...root, option]) : undefined;
    if (plain === undefined) continue;
    const [what, or] = isDeclared
      ? ['a secret', '']
      : ['a cookie', ', or write the path of a cookie file as "cookies"'];
    throw invalidConfig(`${inPlainText(plain, source, what)}${or}.`, { provider: String(root[1]) });
  }
}

function unusedNotes(
  variables: readonly string[],
  { id }: InstanceSource,
  winner: string,
  options: readonly string[],
): readonly string[] {
  const given = options.map((option) => quote(option)).join(', ');
  return variables.map(
    (variable) =>
      `${variable} is set but not used: the options of provider ${quote(id)} come from ${winner} (${given}), ` +
      'and environment variables are used only if neither code nor config gives any options.',
  );
}

function unusedConfigNotes({ id, unusedConfig }: InstanceSource): readonly string[] {
  if (unusedConfig === undefined) return [];
  const { from, because } = unusedConfig;
  const why =
    because === 'code' ? 'options are given in code' : 'its `use` names another plugin than the one given in code';
  return [`The options of provider ${quote(id)} in ${from} are not used, because ${why}.`];
}
