import { isFields, type Fields } from '../fixtures/shape.ts';
import { UsageError } from './usage.ts';

/** The options for a check: those given, otherwise a placeholder for each secret of the plugin. */
export function optionsForCheck(given: string | undefined, secrets: readonly string[]): object {
  if (given !== undefined) return parsed(given);
  return Object.fromEntries(secrets.map((name) => [name, `{{${name}}}`]));
}

/** The options for a recording, with references to environment variables resolved, and the secrets among them by name. */
export function optionsForRecording(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly options: object; readonly secrets: Readonly<Record<string, string>> } {
  const secrets: Record<string, string> = {};
  const follow = (value: unknown, name: string): unknown => {
    if (!isFields(value)) return value;
    const variable = value['$env'];
    if (typeof variable !== 'string') {
      return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, follow(item, inner)]));
    }
    const secret = environment[variable];
    if (secret === undefined || secret === '') throw new UsageError(`The environment variable ${variable} is not set.`);
    secrets[name] = secret;
    return secret;
  };
  return { options: Object(follow(parsed(given ?? '{}'), '')) as object, secrets };
}

function parsed(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError('--options is not valid JSON. In most shells: --options \'{"apiKey":"{{apiKey}}"}\'');
  }
  if (!isFields(value)) throw new UsageError('--options must be a JSON object.');
  return value;
}
