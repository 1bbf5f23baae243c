import type { Accepts } from '../contract/accepts.ts';
import { ownValue } from '../util/is-record.ts';
import { type JsonPath, mustBe, readRecord, readText, refuseOtherKeys } from './shape.ts';

type Check = (value: unknown, path: JsonPath) => void;

const isFlag: Check = (value, path) => {
  if (typeof value !== 'boolean') mustBe(path, 'true or false', value);
};
const isCount: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    mustBe(path, 'a whole number from 0 up', value);
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
  imageDetail: isFlag,
  foreignDetails: isFlag,
  responseFormat: areNames,
};

/** Checks what a model is declared to understand. Throws `ShapeFault`. */
export function readAccepts(value: unknown, path: JsonPath): Accepts {
  const record = readRecord(value, path);
  refuseOtherKeys(record, Object.keys(checks), path);
  for (const [name, check] of Object.entries(checks)) {
    const field = ownValue(record, name);
    if (field !== undefined) check(field, [...path, name]);
  }
  return record;
}
