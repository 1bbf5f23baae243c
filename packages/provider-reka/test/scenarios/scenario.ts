import type { Exchange, ExchangeResponse, Fixture, FixtureRequest, FixtureSource } from '@plugboard/provider-testkit';

/** One fixture, written down: what becomes `<name>.json` and the files beside it. */
export interface Scenario {
  readonly name: string;
  readonly fixture: Fixture;
  /** Bodies as text, by file name. */
  readonly bodies: Readonly<Record<string, string>>;
}

/** The public documents from which facts are transcribed, with their dates. */
export const sources = {
  webClients: {
    kind: 'transcribed',
    at: '2025-01-04T12:00:00Z',
    from: 'the fields that public clients of chat.reka.ai read (xtekky/gpt4free g4f/Provider/Reka.py and others, 2024-04 to 2025-01); the frames are a reconstruction',
  },
  recaProxy: {
    kind: 'transcribed',
    at: '2024-07-05T12:00:00Z',
    from: 'HuggingBear/Reca-API src/main.py and README (2024-04 to 2024-07-05); the frames are a reconstruction',
  },
  sdkIssue: {
    kind: 'transcribed',
    at: '2024-10-04T12:00:00Z',
    from: 'reka-ai/reka-sdk-python issue #8, recorded v1 stream, 2024-10-04: its texts, in the frame of this surface',
  },
  oldDocs: {
    kind: 'transcribed',
    at: '2024-05-15T12:00:00Z',
    from: 'v0.docs.reka.ai, guides 001, 002, 003 and 005 (2024)',
  },
  newDocs: {
    kind: 'transcribed',
    at: '2026-03-01T12:00:00Z',
    from: 'docs.reka.ai: quickstart, multimodal, list-models and errors (2025-06 to 2026)',
  },
  researchDocs: {
    kind: 'transcribed',
    at: '2025-06-23T20:32:19Z',
    from: 'docs.reka.ai research: streaming and errors (2025-06)',
  },
  notebook: {
    kind: 'transcribed',
    at: '2024-11-15T12:00:00Z',
    from: 'langchain docs/docs/integrations/chat/reka.ipynb, recorded outputs (2024-11): the texts, in the frame of this surface',
  },
  vibeEval: {
    kind: 'transcribed',
    at: '2024-12-10T12:00:00Z',
    from: 'reka-ai/reka-vibe-eval data/generations/reka-flash-20241127.jsonl (2024-12-10): the first text, in the frame of this surface',
  },
  liveProbe: {
    kind: 'transcribed',
    at: '2026-07-11T12:00:00Z',
    from: 'tashfeenahmed/freellmapi, findings of live probes in its comments and pull request #334 (2026-06-17 to 2026-07-20)',
  },
} as const satisfies Readonly<Record<string, FixtureSource>>;

/** A fault of transport, which can be replayed whatever the service. */
export function madeUp(fault: string): FixtureSource {
  return { ...sources.webClients, from: `no recording of ${fault} is public; made up in the known frame` };
}

/** One text turn. */
export function ask(model: string, text: string): FixtureRequest {
  return { model, messages: [{ role: 'user', content: text }] };
}

/** One text turn with a picture. */
export function askAbout(model: string, text: string, file = 'dot.png'): FixtureRequest {
  return {
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text },
          { type: 'image', file },
        ],
      },
    ],
  };
}

/** A refusal in JSON. */
export function refusal(
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): ExchangeResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, json };
}

/** A stream of server-sent events in a file, each event a chunk of its own unless `cuts` says otherwise. */
export function streamed(
  file: string,
  events: readonly string[],
  more: { readonly cuts?: readonly number[]; readonly broken?: 'fin' | 'reset'; readonly firstAfterMs?: number } = {},
): ExchangeResponse {
  const sizes = more.cuts ?? events.map((event) => Buffer.byteLength(event));
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    file,
    chunks: sizes.map((size, index) => [index === 0 ? (more.firstAfterMs ?? 180) : 35, size] as const),
    ...(more.broken === undefined ? {} : { broken: more.broken }),
  };
}

/** Cuts in the middle of every character of several bytes. */
export function cutsInCharacters(text: string): readonly number[] {
  const bytes = Buffer.from(text);
  const edges = [...bytes.keys()].filter((index) => (bytes[index] ?? 0) >= 0x80 && (bytes[index] ?? 0) < 0xc0);
  return [...edges, bytes.length].map((edge, index, all) => edge - (all[index - 1] ?? 0));
}

/** Puts a scenario together. */
export function scenario(
  name: string,
  source: FixtureSource,
  request: FixtureRequest,
  exchanges: readonly Exchange[],
  expect: Fixture['expect'],
  bodies: Readonly<Record<string, string>> = {},
): Scenario {
  return { name, fixture: { format: 1, source, request, exchanges, expect }, bodies };
}
