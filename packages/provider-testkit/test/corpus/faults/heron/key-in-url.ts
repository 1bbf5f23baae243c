import type { Call, ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override open(call: Call): Http {
    return call.http.with({ baseUrl: 'https://api.heron.example' });
  }

  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const url = `/v1/chat/completions?key=${encodeURIComponent(this.options.apiKey ?? '')}`;
    for await (const { data } of http.events({ phase: 'chat', url, json: this.body(request) })) yield data;
  }
}

export const fault: Fault = {
  kind: 'output and secrets',
  says: 'The key is part of the URL, and stands in the log of every proxy.',
  source: 'nashsu/llm_wiki#1: the key went as `?key=`; BerriAI/litellm#15799: and from there into error messages.',
  namedBy: ['secrets/urls'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
