import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron, type HeronDelta, type HeronState, type HeronUsage } from '../wires/heron/heron.ts';

interface Whole {
  readonly choices?: readonly { readonly message?: HeronDelta; readonly finish_reason?: string }[];
  readonly usage?: HeronUsage;
  readonly error?: { readonly message: string };
}

class Unusual extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const { stream: _, stream_options: __, ...json } = this.body(request);
    const answer = (await http.json({ phase: 'chat', url: '/v1/chat/completions', json })) as Whole;
    if (answer.error !== undefined) throw http.failure('chat', { error: answer.error });
    const choice = answer.choices?.[0];
    if (choice?.message === undefined) throw http.failure('chat', { error: { message: 'There is no choice.' } });
    const { tool_calls = [], ...message } = choice.message;
    const state: HeronState = { finishReason: choice.finish_reason, usage: answer.usage && this.usage(answer.usage) };
    yield* this.delta(
      { ...message, tool_calls: (tool_calls ?? []).map((piece, index) => ({ ...piece, index })) },
      state,
    );
    yield* this.finish(state);
  }
}

/** What the events of a fixture add up to. */
function whole(fixture: Fixture): Fixture {
  const { expect } = fixture;
  const exchanges = fixture.exchanges.map((exchange) => {
    const { phase, request, response } = exchange;
    if (phase !== 'chat') return exchange;
    const { stream: _, stream_options: __, ...json } = request.json as Record<string, unknown>;
    if (response.file === undefined) return { ...exchange, request: { ...request, json } };
    const answer =
      'error' in expect
        ? { error: { message: 'Too many herons.', type: 'overloaded_error' } }
        : {
            choices: [
              {
                message: {
                  content: expect.text,
                  tool_calls: expect.toolCalls?.map(({ id, name, arguments: args }) => ({
                    id,
                    function: { name, arguments: args },
                  })),
                },
                finish_reason: { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls' }[String(expect.finish)],
              },
            ],
            usage: { prompt_tokens: 19, completion_tokens: 4 },
          };
    return { phase, request: { ...request, json }, response: { status: 200, json: answer } };
  });
  return { ...fixture, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'It asks for whole answers, always: the service has no streams.',
  source: 'Most services for pictures and speech, and chat services behind queues, answer so.',
  fixtures: heronFixtures.map(whole),
  create: () => heron(Unusual),
};
