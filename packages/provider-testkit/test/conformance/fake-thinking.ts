import type { ChatEvent, JsonObject } from '@plugboard/core/provider';
import type { Fixture } from '../../src/fixtures/fixture.ts';
import { fakeFixtures, streamed } from './fake-fixtures.ts';
import { toBody, toEvents, type FakeParts } from './fake-session.ts';

/** How a provider of the made-up service keeps the pieces of a thought. */
export interface Thinking {
  /** What an event adds, of the details so far. */
  readonly detailsOf: (pieces: readonly string[], signature: string | undefined) => readonly JsonObject[];
  /** What is made of pieces whose signature never came. */
  readonly leftOver: (pieces: readonly string[]) => readonly JsonObject[];
  /** What goes back in a turn. */
  readonly backOf: (details: readonly JsonObject[]) => unknown;
}

export const thinking: Thinking = {
  detailsOf: (pieces, signature) =>
    signature === undefined ? [] : [{ type: 'thought', format: 'fake', index: 0, text: pieces.join(''), signature }],
  leftOver: () => [],
  backOf: (details) => details.map(({ text, signature }) => ({ text, signature })),
};

/** The service when it thinks: its thoughts have to come back with their signature. */
export function withThoughts({ detailsOf, leftOver, backOf }: Thinking): (parts: FakeParts) => Partial<FakeParts> {
  return ({ open, read }) => {
    const body: FakeParts['body'] = (request) => ({
      ...toBody(request),
      thoughts: request.messages.map(({ reasoning_details: details }) => details && backOf(details)),
      extras: request.messages.flatMap(({ tool_calls: calls = [] }) => calls.map((call) => call.extra_content)),
    });
    return {
      body,
      async *stream(request, call) {
        const pieces: string[] = [];
        for await (const data of read(call, body(request))) {
          const {
            thinking: piece,
            signature,
            call: called,
          } = JSON.parse(data) as {
            readonly thinking?: string;
            readonly signature?: string;
            readonly call?: { readonly seal?: string };
          };
          if (piece !== undefined) pieces.push(piece);
          if (piece !== undefined || signature !== undefined) {
            for (const detail of detailsOf(pieces, signature)) yield { type: 'reasoning-detail', detail } as ChatEvent;
          }
          for (const event of toEvents(data, open(call.http), request)) {
            const seal = event.type === 'tool-call-delta' ? called?.seal : undefined;
            yield seal === undefined ? event : { ...event, extra: { seal } };
            if (event.type === 'finish') return;
          }
        }
        for (const detail of leftOver(pieces)) yield { type: 'reasoning-detail', detail } as ChatEvent;
      },
    };
  };
}

const call = { nr: 0, id: 'c-17', name: 'weather', args: '{"city":"Oslo"}', seal: 'made-up seal' };
const { body, ...response } = streamed([
  { thinking: 'Where is ' },
  { thinking: 'it "cold"?' },
  { signature: 'made-up/signature==' },
  { delta: 'I look it up.' },
  { call },
  { end: 'tools' },
]);

/** Everything that the made-up service says, and an answer with a thought and a call, in the frame of another one that calls. */
export const thinkingFixtures: readonly Fixture[] = [
  ...fakeFixtures,
  ...fakeFixtures.filter(({ name }) => name === 'one-call').map(thoughtAndCall),
];

function thoughtAndCall(fixture: Fixture): Fixture {
  return {
    ...fixture,
    name: 'thought-and-call',
    exchanges: fixture.exchanges.map((exchange) =>
      exchange.phase === 'chat' ? { ...exchange, response: { ...exchange.response, ...response } } : exchange,
    ),
    expect: {
      text: 'I look it up.',
      finish: 'tool-calls',
      toolCalls: [{ id: 'c-17', name: 'weather', arguments: '{"city":"Oslo"}' }],
    },
    files: { ...fixture.files, 'chat.sse': body },
  };
}
