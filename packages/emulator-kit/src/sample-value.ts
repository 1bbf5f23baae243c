import { fieldOf, isJsonObject, type JsonObject } from './json-fields.ts';

const deepest = 8;

/**
 * A value that fits a JSON schema, with type names in upper or lower case: one that the schema itself offers, otherwise the quoted texts
 * and numbers of the prompt, in order, otherwise something plain.
 */
export function sampleValue(schema: JsonObject, prompt: string): unknown {
  return new Sampler(schema, prompt).value(schema, 0);
}

/** The names that occur in a prompt, as they are or as words: `get_weather`, `get weather`. */
export function namesIn(prompt: string, names: readonly string[]): readonly string[] {
  const text = prompt.toLowerCase();
  return names.filter((name) => {
    const lower = name.toLowerCase();
    return text.includes(lower) || text.includes(lower.replaceAll(/[_-]+/g, ' '));
  });
}

class Sampler {
  readonly #root: JsonObject;
  readonly #texts: string[];
  readonly #numbers: number[];

  constructor(root: JsonObject, prompt: string) {
    this.#root = root;
    this.#texts = [...prompt.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text);
    this.#numbers = [...prompt.matchAll(/-?\b\d+(?:\.\d+)?\b/g)].map(([digits]) => Number(digits));
  }

  value(schema: JsonObject, depth: number): unknown {
    const offered = offeredBy(schema);
    if (offered !== undefined) return offered;
    const inner = this.#alternative(schema);
    if (inner !== undefined) return depth < deepest ? this.value(inner, depth + 1) : null;
    switch (typeOf(schema)) {
      case 'string':
        return this.#texts.shift() ?? 'text';
      case 'integer':
        return Math.trunc(this.#number(schema));
      case 'number':
        return this.#number(schema);
      case 'boolean':
        return true;
      case 'array':
        return this.#list(schema, depth);
      case 'null':
        return null;
      default:
        return this.#object(schema, depth);
    }
  }

  #number(schema: JsonObject): number {
    const least = fieldOf(schema, 'minimum');
    return this.#numbers.shift() ?? (typeof least === 'number' ? least : 0);
  }

  #list(schema: JsonObject, depth: number): readonly unknown[] {
    const items = fieldOf(schema, 'items');
    return isJsonObject(items) && depth < deepest ? [this.value(items, depth + 1)] : [];
  }

  #object(schema: JsonObject, depth: number): JsonObject {
    const properties = fieldOf(schema, 'properties');
    if (!isJsonObject(properties) || depth >= deepest) return {};
    const required = fieldOf(schema, 'required');
    const names = Array.isArray(required) && required.length > 0 ? required.map(String) : Object.keys(properties);
    return Object.fromEntries(
      names.flatMap((name) => {
        const property = fieldOf(properties, name);
        return isJsonObject(property) ? [[name, this.value(property, depth + 1)] as const] : [];
      }),
    );
  }

  /** The schema behind a reference or a choice. */
  #alternative(schema: JsonObject): JsonObject | undefined {
    const reference = fieldOf(schema, '$ref');
    if (typeof reference === 'string') return this.#referred(reference);
    const choices = ['anyOf', 'oneOf', 'allOf'].map((name) => fieldOf(schema, name)).find(Array.isArray);
    const first: unknown = choices?.[0];
    return isJsonObject(first) ? first : undefined;
  }

  #referred(reference: string): JsonObject {
    const steps = reference.replace(/^#\/?/, '').split('/');
    const found = steps.reduce<unknown>(
      (value, step) => (isJsonObject(value) && step !== '' ? fieldOf(value, step) : value),
      this.#root,
    );
    return isJsonObject(found) ? found : {};
  }
}

function offeredBy(schema: JsonObject): unknown {
  const lists = ['enum', 'examples'].map((name) => fieldOf(schema, name));
  const [first] = lists.flatMap((list) => (Array.isArray(list) ? [list[0] as unknown] : []));
  return ['const', 'default'].map((name) => fieldOf(schema, name)).find((value) => value !== undefined) ?? first;
}

function typeOf(schema: JsonObject): string {
  const type = fieldOf(schema, 'type');
  const name: unknown = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  return typeof name === 'string' ? name.toLowerCase() : 'object';
}
