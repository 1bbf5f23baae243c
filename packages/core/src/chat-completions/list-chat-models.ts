import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Http } from '../contract/http.ts';
import { isReportedFailure } from '../errors/reported-failure.ts';
import type { MediaKind } from '../contract/media.ts';
import type { Model } from '../contract/model.ts';
import { isRecord } from '../util/is-record.ts';

/**
 * Lists the models that a service with OpenAI's wire format offers now. It reads the forms that services use: names or
 * `{ id }` objects, in a list or under `data` (or `models`). It takes the kinds of input from `input_modalities`,
 * OpenRouter's `architecture` and Mistral's `capabilities`, if the service sends them. An entry without a name is left
 * out.
 *
 * @param url - Relative to the base URL. Default `/models`.
 * @throws PlugboardError The failure that a service reports under status 200, or `protocol_error` if the list has an
 * unknown form.
 */
export async function listChatModels(http: Http, url: string = '/models'): Promise<readonly Model[]> {
  const body = await http.json({ phase: 'models', url });
  const list = isRecord(body) ? (body['data'] ?? body['models']) : body;
  if (!Array.isArray(list)) {
    if (isReportedFailure(body)) throw http.failure('models', body);
    // Services written in Go send an empty list as `null`.
    if (isRecord(body) && (body['data'] === null || body['models'] === null)) return [];
    throw new PlugboardError('protocol_error', 'The service sent its models in an unknown format.', {
      phase: 'models',
    });
  }
  const entries: readonly unknown[] = list;
  const models = entries.flatMap((entry): readonly Model[] => {
    const id = isRecord(entry) ? entry['id'] : entry;
    if (typeof id !== 'string' || id === '') return [];
    const input = isRecord(entry) ? inputOf(entry) : undefined;
    return [input === undefined ? { id } : { id, input }];
  });
  if (models.length === 0 && isReportedFailure(body)) throw http.failure('models', body);
  return models;
}

function inputOf(entry: Readonly<Record<string, unknown>>): readonly MediaKind[] | undefined {
  const { architecture, capabilities } = entry;
  const named = entry['input_modalities'] ?? (isRecord(architecture) ? architecture['input_modalities'] : undefined);
  if (Array.isArray(named)) {
    const modalities: readonly unknown[] = named;
    return [...new Set(modalities.flatMap((modality) => kinds.get(modality) ?? []))];
  }
  if (!isRecord(capabilities) || typeof capabilities['vision'] !== 'boolean') return undefined;
  return capabilities['vision'] ? ['image'] : [];
}

const kinds: ReadonlyMap<unknown, MediaKind> = new Map([
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['pdf', 'pdf'],
  ['file', 'pdf'],
]);
