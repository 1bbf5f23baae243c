import type { Exchange } from '@plugboard/emulator-kit';
import { invalid, refused } from './errors.ts';
import { modelNamed, models, type ModelFacts } from './models.ts';

const mostModels = 1_000;
const usualPage = 50;

/** `models`, a page at a time, with one model that generates no content. */
export function answerModels(exchange: Exchange): void {
  const size = Number(exchange.query.get('pageSize') ?? usualPage);
  if (!Number.isInteger(size) || size < 1) throw invalid('page_size must be positive.');
  const all = [...models.map(infoOf), embedding];
  const start = Number(exchange.query.get('pageToken') ?? 0);
  if (!Number.isInteger(start) || start < 0 || start > all.length) throw invalid('page_token is invalid.');
  const end = start + Math.min(size, mostModels);
  exchange.send(200, {
    models: all.slice(start, end),
    ...(end < all.length ? { nextPageToken: String(end) } : {}),
  });
}

/** `models/{id}`. */
export function answerModel(exchange: Exchange, name: string, version: string): void {
  const model = modelNamed(name, version);
  if (model === undefined) throw refused(404, `Model is not found: models/${name} for api version ${version}`);
  exchange.send(200, infoOf(model));
}

const embedding = {
  name: 'models/gemini-embedding-001',
  version: '001',
  displayName: 'Gemini Embedding 001',
  inputTokenLimit: 2_048,
  outputTokenLimit: 1,
  supportedGenerationMethods: ['embedContent', 'countTextTokens'],
} as const;

function infoOf(model: ModelFacts): object {
  return {
    name: `models/${model.id}`,
    version: '001',
    displayName: model.name,
    description: `${model.name}, emulated`,
    inputTokenLimit: model.maxInput,
    outputTokenLimit: model.maxOutput,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    ...(model.thinking === 'none' ? {} : { thinking: true }),
  };
}
