import { isJsonObject, mapEvents, type ChatEvent, type Http, type JsonObject } from '@plugboard/core/provider';
import { fieldOf } from '../json-fields.ts';

type Source = Extract<ChatEvent, { type: 'source' }>;

/**
 * Adds the search results of Reka Research to the events of an answer. OpenAI's wire format has no field for them. Reka lists the
 * steps of a message or delta in `reasoning_steps`, and a step that searched the web has the results in `content.tool_output`.
 * Each result is emitted once, before the text that follows it.
 */
export function withResearchSources(
  http: Http,
  stream: (http: Http) => AsyncIterable<ChatEvent>,
): AsyncIterable<ChatEvent> {
  const emitted = new Set<string>();
  const waiting: Source[] = [];
  const listening: Http = {
    json: (request) => http.json(request),
    events: (request) =>
      mapEvents(http.events(request), (event) => {
        // Most events have no steps and need not be parsed a second time.
        if (event.data.includes('"reasoning_steps"')) {
          waiting.push(...sourcesFrom(event.data).filter(({ url }) => !emitted.has(url) && emitted.add(url)));
        }
        return event;
      }),
    bytes: (request) => http.bytes(request),
    with: (defaults) => http.with(defaults),
    failure: (phase, body, status) => http.failure(phase, body, status),
  };
  return mapEvents(stream(listening), (event) => (waiting.length === 0 ? event : [...waiting.splice(0), event]));
}

/** The search results in one event of the stream, or in a whole response. */
export function sourcesFrom(data: string): readonly Source[] {
  try {
    return stepsOf(JSON.parse(data)).flatMap(resultsOf);
  } catch {
    // `stream` reports what is wrong with it.
    return [];
  }
}

function stepsOf(chunk: unknown): readonly JsonObject[] {
  const choices = isJsonObject(chunk) ? fieldOf(chunk, 'choices') : undefined;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isJsonObject(choice)) return [];
  const message = fieldOf(choice, 'delta') ?? fieldOf(choice, 'message');
  const steps = isJsonObject(message) ? fieldOf(message, 'reasoning_steps') : undefined;
  return Array.isArray(steps) ? steps.filter(isJsonObject) : [];
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
