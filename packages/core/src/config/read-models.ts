import { type JsonPath, mustBe, readRecord, readText, refuseOtherKeys, ShapeFault } from './shape.ts';
import { ownValue } from '../util/is-record.ts';
import type { MediaKind } from '../contract/media.ts';
import type { Model, Accepts } from '../contract/model.ts';

type Check = (value: unknown, path: JsonPath) => void;

const isFlag: Check = (value, path) => {
  if (typeof value !== 'boolean') mustBe(path, 'true or false', value);
};
const isCount: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    mustBe(path, 'a whole number, 0 or more', value);
  }
};
const areNames: Check = (value, path) => {
  if (!Array.isArray(value)) return mustBe(path, 'a list of names', value);
  value.forEach((name: unknown, index) => readText(name, [...path, index]));
};
const areNamesOrAny: Check = (value, path) => {
  if (value === 'any') return;
  if (Array.isArray(value)) return areNames(value, path);
  mustBe(path, 'a list of names or "any"', value);
};
const areTypes: Check = (value, path) => {
  for (const [name, type] of Object.entries(readRecord(value, path))) {
    if (type !== 'boolean' && type !== 'number' && type !== 'string') {
      mustBe([...path, name], '"boolean", "number" or "string"', type);
    }
  }
};

const checks: { readonly [Name in keyof Accepts]-?: Check } = {
  parameters: areNamesOrAny,
  refusedParameters: areNames,
  messageFields: areNamesOrAny,
  extra: areNamesOrAny,
  extraTypes: areTypes,
  remoteMedia: isFlag,
  mediaPerTurn: isCount,
  mediaPerRequest: isCount,
  tools: isFlag,
  allowedTools: isFlag,
  imageDetail: isFlag,
  foreignDetails: isFlag,
  responseFormat: areNames,
};

/** Checks the `accepts` of a model. Throws `ShapeFault`. */
function readAccepts(value: unknown, path: JsonPath): Accepts {
  const record = readRecord(value, path);
  refuseOtherKeys(record, Object.keys(checks), path);
  for (const [name, check] of Object.entries(checks)) {
    const field = ownValue(record, name);
    if (field !== undefined) check(field, [...path, name]);
  }
  return record;
}

const kinds: readonly MediaKind[] = ['image', 'video', 'audio', 'pdf'];

/** Checks the list of models that a plugin or a manifest declares. Throws `ShapeFault`. */
export function readModels(value: unknown, path: JsonPath): readonly Model[] {
  if (!Array.isArray(value)) return mustBe(path, 'a list of models', value);
  const models = value.map((entry: unknown, index) => readModel(entry, [...path, index]));
  refuseRepeatedNames(models, path);
  return models;
}

/** Like {@link readModels}, but a model may be just a name, as in a config or in code. */
export function readModelsOrNames(value: unknown, path: JsonPath): readonly (string | Model)[] {
  if (!Array.isArray(value)) return mustBe(path, 'a list of model names or models', value);
  const models = value.map((entry: unknown, index): string | Model => {
    if (typeof entry === 'string') return readText(entry, [...path, index]);
    return readModel(entry, [...path, index], 'a model name or a model');
  });
  refuseRepeatedNames(
    models.map((model) => (typeof model === 'string' ? { id: model } : model)),
    path,
  );
  return models;
}

function readModel(value: unknown, path: JsonPath, expected = 'a model'): Model {
  const record = readRecord(value, path, expected);
  refuseOtherKeys(record, ['id', 'aliases', 'input', 'accepts'], path);
  const id = readText(ownValue(record, 'id'), [...path, 'id']);
  const aliases = readList(ownValue(record, 'aliases'), [...path, 'aliases'], 'a list of names', readText);
  const input = readList(ownValue(record, 'input'), [...path, 'input'], 'a list of media kinds', readKind);
  const accepts = ownValue(record, 'accepts');
  if (aliases !== undefined && aliases.length > 0 && id.endsWith('*')) {
    throw new ShapeFault(
      [...path, 'aliases'],
      'must be left out: a pattern stands for many models, so an alias cannot name one of them',
    );
  }
  return {
    id,
    ...(aliases === undefined ? {} : { aliases }),
    ...(input === undefined ? {} : { input }),
    ...(accepts === undefined ? {} : { accepts: readAccepts(accepts, [...path, 'accepts']) }),
  };
}

function readList<T>(
  value: unknown,
  path: JsonPath,
  expected: string,
  read: (entry: unknown, path: JsonPath) => T,
): readonly T[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return mustBe(path, expected, value);
  return value.map((entry: unknown, index) => read(entry, [...path, index]));
}

function readKind(value: unknown, path: JsonPath): MediaKind {
  const kind = kinds.find((known) => known === value);
  if (kind === undefined) throw new ShapeFault(path, `must be one of ${kinds.map((known) => `"${known}"`).join(', ')}`);
  return kind;
}

function refuseRepeatedNames(models: readonly Model[], path: JsonPath): void {
  const seen = new Set<string>();
  for (const [index, { id, aliases = [] }] of models.entries()) {
    for (const name of [id, ...aliases]) {
      if (seen.has(name))
        throw new ShapeFault([...path, index], 'has a name (id or alias) that is already in the list');
      seen.add(name);
    }
  }
}
