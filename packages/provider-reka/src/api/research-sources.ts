import { isJsonObject, type ChatEvent, type JsonObject } from '@plugboard/core/provider';
import { fieldOf } from '../json-fields.ts';

type Source = Extract<ChatEvent, { type: 'source' }>;

/**
 * Reads the search results of Reka Research, for which OpenAI's wire format has no field. Reka lists the steps of a message or delta in
 * `reasoning_steps`, and a step that searched the web has the results in `content.tool_output`. Returns a function that gives those of a
 * chunk, or of a whole response, each once.
 */
export function researchSources(): (chunk: JsonObject) => readonly Source[] {
  let emitted: Set<string> | undefined;
  return (chunk) => {
    const steps = stepsOf(chunk);
    if (steps.length === 0) return none;
    const known = (emitted ??= new Set());
    return steps.flatMap(resultsOf).filter(({ url }) => !known.has(url) && known.add(url));
  };
}

const none: readonly never[] = [];

function stepsOf(chunk: JsonObject): readonly JsonObject[] {
  const choices = fieldOf(chunk, 'choices');
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isJsonObject(choice)) return none;
  const message = fieldOf(choice, 'delta') ?? fieldOf(choice, 'message');
  const steps = isJsonObject(message) ? fieldOf(message, 'reasoning_steps') : undefined;
  return Array.isArray(steps) ? steps.filter(isJsonObject) : none;
}

function resultsOf(step: JsonObject): readonly Source[] {
  const content = fieldOf(step, 'content');
  const output = isJsonObject(content) ? fieldOf(content, 'tool_output') : undefined;
  if (!Array.isArray(output)) return [];
  return output.filter(isJsonObject).flatMap((result): readonly Source[] => {
    const url = fieldOf(result, 'url');
    if (typeof url !== 'string' || url === '') return [];
    return [{ type: 'source', url, title: textIn(result, 'title'), text: textIn(result, 'snippet') }];
  });
}

function textIn(result: JsonObject, name: string): string | undefined {
  const value = fieldOf(result, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
