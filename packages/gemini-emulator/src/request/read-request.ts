import { isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { FileStore } from '../file-store.ts';
import type { ModelFacts } from '../models.ts';
import { checkTurns } from './check-turns.ts';
import { listAt, messageAt, wordAt } from './fields.ts';
import type { GenerateRequest } from './generate-request.ts';
import { readContents, readSystem } from './read-contents.ts';
import { readGeneration } from './read-generation.ts';
import { readCalling, readFunctions } from './read-tools.ts';

const fields = [
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'safetySettings',
  'generationConfig',
  'cachedContent',
  'model',
  'serviceTier',
  'store',
];
const categories = [
  'HARM_CATEGORY_HARASSMENT',
  'HARM_CATEGORY_HATE_SPEECH',
  'HARM_CATEGORY_SEXUALLY_EXPLICIT',
  'HARM_CATEGORY_DANGEROUS_CONTENT',
  'HARM_CATEGORY_CIVIC_INTEGRITY',
] as const;
const thresholds = [
  'HARM_BLOCK_THRESHOLD_UNSPECIFIED',
  'BLOCK_LOW_AND_ABOVE',
  'BLOCK_MEDIUM_AND_ABOVE',
  'BLOCK_ONLY_HIGH',
  'BLOCK_NONE',
  'OFF',
] as const;

/** Reads a request, and refuses what the service is known to refuse, with its error messages as far as they are documented or reported. */
export function readRequest(value: unknown, model: ModelFacts, store: FileStore): GenerateRequest {
  if (!isJsonObject(value)) throw invalid('Invalid JSON payload received. Expected an object.');
  const body = messageAt(value, '', fields);
  const functions = readFunctions(body, model);
  const calling = readCalling(body, functions);
  const generation = readGeneration(body, model, functions);
  checkSafety(body);
  const contents = readContents(body, store);
  checkTurns(contents);
  if (!model.prefill && contents.at(-1)?.role === 'model') {
    throw invalid('Requests ending with a model turn are not supported unless the last part is a function response.');
  }
  const system = readSystem(body, store);
  if (system.length > 0 && !model.system) {
    throw invalid(`Developer instruction is not enabled for models/${model.id}`);
  }
  return { model, contents, system, functions, calling, generation, body };
}

function checkSafety(body: JsonObject): void {
  const seen = new Set<string>();
  for (const [index, setting] of listAt(body['safetySettings'], 'safety_settings').entries()) {
    const path = `safety_settings[${index}]`;
    const { category, threshold } = messageAt(setting, path, ['category', 'threshold', 'method']);
    const name = wordAt(category, `${path}.category`, 'HarmCategory', categories) ?? '';
    wordAt(threshold, `${path}.threshold`, 'SafetySetting.HarmBlockThreshold', thresholds);
    if (seen.has(name)) throw invalid(`Invalid argument: duplicate safety setting for ${name}`);
    seen.add(name);
  }
}
