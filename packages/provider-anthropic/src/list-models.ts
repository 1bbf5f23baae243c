import {
  type Http,
  isJsonObject,
  jsonObjectIn,
  type MediaKind,
  type Model,
  PlugboardError,
  textIn,
} from '@plugboard/core/provider';

/** The most pages that are requested. Each has a thousand models. */
const mostPages = 20;

/** The models that the service offers now, from all pages. */
export async function listModels(http: Http): Promise<readonly Model[]> {
  const models: Model[] = [];
  let after = '';
  for (let page = 0; page < mostPages; page += 1) {
    const url = `/v1/models?limit=1000${after === '' ? '' : `&after_id=${encodeURIComponent(after)}`}`;
    const answer = jsonObjectIn(await http.json({ phase: 'models', url }));
    const { data, has_more: hasMore, last_id: last } = answer;
    if (!Array.isArray(data)) {
      throw new PlugboardError('protocol_error', 'The service sent its models in an unknown format.', {
        phase: 'models',
      });
    }
    models.push(...data.flatMap(modelOf));
    if (hasMore !== true || textIn(last) === '' || last === after) break;
    after = textIn(last);
  }
  return models;
}

function modelOf(entry: unknown): readonly Model[] {
  if (!isJsonObject(entry) || textIn(entry['id']) === '') return [];
  const { capabilities } = entry;
  return [{ id: textIn(entry['id']), ...(isJsonObject(capabilities) && { input: inputOf(capabilities) }) }];
}

function inputOf(capabilities: object): readonly MediaKind[] {
  const has = (name: string): boolean => jsonObjectIn(Reflect.get(capabilities, name))['supported'] === true;
  return [...(has('image_input') ? (['image'] as const) : []), ...(has('pdf_input') ? (['pdf'] as const) : [])];
}
