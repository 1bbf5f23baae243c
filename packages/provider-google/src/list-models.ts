import { type Http, isJsonObject, jsonObjectIn, type Model, PlugboardError, textIn } from '@plugboard/core/provider';

/** The most pages that are requested. Each has a thousand models. */
const mostPages = 20;

/** The models that the service offers now, from all pages, without those that do not chat. */
export async function listModels(http: Http, version: string): Promise<readonly Model[]> {
  const models: Model[] = [];
  let token = '';
  for (let page = 0; page < mostPages; page += 1) {
    const url = `/${version}/models?pageSize=1000${token === '' ? '' : `&pageToken=${encodeURIComponent(token)}`}`;
    const answer = jsonObjectIn(await http.json({ phase: 'models', url }));
    const list = answer['models'] ?? [];
    if (!Array.isArray(list)) {
      throw new PlugboardError('protocol_error', 'The service sent its models in an unknown format.', {
        phase: 'models',
      });
    }
    models.push(...list.flatMap(modelOf));
    const next = textIn(answer['nextPageToken']);
    if (next === '' || next === token) break;
    token = next;
  }
  return models;
}

function modelOf(entry: unknown): readonly Model[] {
  if (!isJsonObject(entry)) return [];
  const { name, supportedGenerationMethods: methods } = entry;
  const id = textIn(name).replace(/^models\//, '');
  return id === '' || (Array.isArray(methods) && !methods.includes('generateContent')) ? [] : [{ id }];
}
