import type { Exchange, ExchangeResponse, Fixture, FixtureRequest, FixtureSource } from '@plugboard/provider-testkit';
import type { Transcript } from '../transcripts/transcript.ts';
import type { Surface } from './surfaces.ts';

/** One fixture, written down: what becomes `<name>.json` and the files beside it. */
export interface Scenario {
  readonly name: string;
  readonly fixture: Fixture;
  /** Bodies as text, by file name. */
  readonly bodies: Readonly<Record<string, string>>;
}

const inJson = { 'content-type': 'application/json' } as const;
const at = '2026-11-22T12:00:00Z';

export function source(from: string): FixtureSource {
  return { kind: 'transcribed', at, from };
}

/** The usual question with what a scenario asks beyond it. */
export function asked({ model }: Surface, more: Partial<FixtureRequest> = {}): FixtureRequest {
  return { model, messages: [{ role: 'user', content: 'Say something.' }], ...more };
}

/** What is sent for a request; `more` stands where the service has other names. */
export function chat(surface: Surface, request: FixtureRequest, response: ExchangeResponse): Exchange {
  const { model, messages, stream = true, parameters, tools, tool_choice, response_format } = request;
  return {
    phase: 'chat',
    request: {
      method: 'POST',
      url: `${surface.baseUrl}/chat/completions`,
      headers: headersOf(surface),
      json: {
        model,
        messages: messages.map(toWire),
        ...(stream && { stream }),
        // Mistral counts without being asked.
        ...(stream && surface.preset !== 'mistral' && { stream_options: { include_usage: true } }),
        ...renamed(surface, parameters ?? {}),
        ...(tools !== undefined && { tools }),
        ...(tool_choice !== undefined && { tool_choice }),
        ...(response_format !== undefined && { response_format }),
      },
    },
    response,
  };
}

export function headersOf({ key, baseUrl }: Surface): Readonly<Record<string, string>> {
  return { host: new URL(baseUrl).host, ...(key && { authorization: 'Bearer {{apiKey}}' }) };
}

/** A whole answer, or a refusal. */
export function answer(json: object, status = 200): ExchangeResponse {
  return { status, headers: inJson, json };
}

/** A refusal of the usual question. */
export function refused(
  surface: Surface,
  name: string,
  from: string,
  response: ExchangeResponse,
  error: Extract<Fixture['expect'], { readonly error: unknown }>['error'],
): Scenario {
  const request = asked(surface);
  const exchanges = [chat(surface, request, response)];
  return { name, fixture: { format: 1, source: source(from), request, exchanges, expect: { error } }, bodies: {} };
}

/** A transcript streamed, and as a whole. */
export function transcribed(surface: Surface, transcript: Transcript): readonly Scenario[] {
  const { name, from, stream, whole, expect } = transcript;
  const request = asked(surface, transcript.request);
  const head = { id: 'chatcmpl-123', created: 1_694_268_190, model: surface.model };
  const events = stream.map((event) =>
    typeof event === 'string'
      ? event
      : `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...event })}\n\n`,
  );
  const file = `${name}.sse`;
  const streamed: ExchangeResponse = {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    file,
    chunks: events.map((event) => [20, Buffer.byteLength(event)] as const),
  };
  const { events: _events, ...inOne } = expect;
  const fixture = { format: 1, source: source(from), request } as const;
  const forWhole = { ...request, stream: false };
  return [
    {
      name,
      fixture: { ...fixture, exchanges: [chat(surface, request, streamed)], expect },
      bodies: { [file]: events.join('') },
    },
    {
      name: `${name}-whole`,
      fixture: {
        ...fixture,
        request: forWhole,
        exchanges: [chat(surface, forWhole, answer({ ...head, object: 'chat.completion', ...whole }))],
        expect: inOne,
      },
      bodies: {},
    },
  ];
}

function toWire({ role, content, tool_calls, tool_call_id }: FixtureRequest['messages'][number]): object {
  return {
    role,
    content: typeof content === 'string' ? (tool_calls === undefined ? content : null) : content.map(toWirePart),
    ...(tool_calls !== undefined && { tool_calls }),
    ...(tool_call_id !== undefined && { tool_call_id }),
  };
}

function toWirePart(part: Exclude<FixtureRequest['messages'][number]['content'], string>[number]): object {
  if (part.type === 'text') return part;
  return { type: 'image_url', image_url: { url: `data:image/png;base64,{{${part.file}:base64}}` } };
}

/** Parameters under the names that the documents give them. */
function renamed({ preset }: Surface, { max_tokens, seed, ...others }: NonNullable<FixtureRequest['parameters']>) {
  const most = preset === 'openai' || preset === 'groq' ? 'max_completion_tokens' : 'max_tokens';
  const start = preset === 'mistral' ? 'random_seed' : 'seed';
  return {
    ...others,
    ...(max_tokens !== undefined && { [most]: max_tokens }),
    ...(seed !== undefined && { [start]: seed }),
  };
}
