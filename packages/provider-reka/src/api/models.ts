import { PlugboardError, type MediaKind, type Model } from '@plugboard/core/provider';
import { fieldOf, isJsonObject } from '../json-fields.ts';

/**
 * The models in the answer of `/v1/models`. Three forms have been in use: names, `{ id }` objects, and these under `data`.
 * Throws `protocol_error` for anything else; an entry without a name is left out.
 */
export function modelsFrom(body: unknown): readonly Model[] {
  const list = isJsonObject(body) ? fieldOf(body, 'data') : body;
  if (!Array.isArray(list)) {
    throw new PlugboardError('protocol_error', 'Reka sent its models in a form that is not known.', {
      phase: 'models',
    });
  }
  return list.flatMap((entry: unknown): readonly Model[] => {
    const id = isJsonObject(entry) ? fieldOf(entry, 'id') : entry;
    if (typeof id !== 'string' || id === '') return [];
    const input = isJsonObject(entry) ? kindsFrom(fieldOf(entry, 'input_modalities')) : undefined;
    return [input === undefined ? { id } : { id, input }];
  });
}

function kindsFrom(modalities: unknown): readonly MediaKind[] | undefined {
  return Array.isArray(modalities) ? modalities.filter(isKind) : undefined;
}

function isKind(value: unknown): value is MediaKind {
  return value === 'image' || value === 'video' || value === 'audio' || value === 'pdf';
}
