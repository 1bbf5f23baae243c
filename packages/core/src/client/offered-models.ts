import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Model } from '../contract/model.ts';

/** What a provider says it offers, checked and copied. Throws `protocol_error` for anything but models. */
export function offeredModels(offered: readonly Model[]): readonly Model[] {
  const given: unknown = offered;
  if (!Array.isArray(given)) throw fault('something that is no list');
  return given.map((model: unknown) => {
    if (!isModel(model)) throw fault('something that is no model');
    return { ...model };
  });
}

function isModel(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function fault(what: string): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider listed ${what}. \`listModels\` must give a list of objects with an \`id\`.`,
    { phase: 'models' },
  );
}
