import type { ChatEvent, Http, ServerSentEvent } from '@plugboard/core/provider';
import { fieldOf, isJsonObject, type JsonObject } from '../json-fields.ts';

type Source = Extract<ChatEvent, { type: 'source' }>;

/**
 * Adds the search results of Reka Research to the events of an answer. OpenAI's wire format has no field for them. Reka lists the
 * steps of a message or delta in `reasoning_steps`, and a step that searched the web has the results in `content.tool_output`.
 * Each result is emitted once, before the text that follows it.
 */
export async function* withResearchSources(
  http: Http,
  stream: (http: Http) => AsyncIterable<ChatEvent>,
): AsyncGenerator<ChatEvent> {
  const emitted = new Set<string>();
  const waiting: Source[] = [];
  const listening: Http = {
    json: (request) => http.json(request),
    events: (request) =>
      tapped(http.events(request), ({ data }) => {
        // Most events have no steps and need not be parsed a second time.
        if (!data.includes('"reasoning_steps"')) return;
        waiting.push(...sourcesFrom(data).filter(({ url }) => !emitted.has(url) && emitted.add(url)));
      }),
    bytes: (request) => http.bytes(request),
    with: (defaults) => http.with(defaults),
    failure: (phase, body, status) => http.failure(phase, body, status),
  };
  for await (const event of stream(listening)) {
    yield* waiting.splice(0);
    yield event;
  }
}

/** Not a generator: its `return` would wait for a pending event and keep the connection open until then. */
function tapped(
  events: AsyncIterable<ServerSentEvent>,
  onEvent: (event: ServerSentEvent) => void,
): AsyncIterable<ServerSentEvent> {
  return {
    [Symbol.asyncIterator]() {
      const source = events[Symbol.asyncIterator]();
      return {
        async next() {
          const next = await source.next();
          if (next.done !== true) onEvent(next.value);
          return next;
        },
        return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
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
