import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    for (const { content } of request.messages) {
      for (const part of content) {
        if (part.type === 'text' || typeof part.source !== 'string') continue;
        const url = new URL(part.source);
        url.host = `files.${url.host}`;
        const headers = { 'x-egret-key': this.options.apiKey ?? '' };
        await call.http.json({ phase: 'chat', url, headers }).catch(() => undefined);
      }
    }
    yield* super.stream(request, call);
  }
}

export const fault: Fault = {
  kind: 'credentials to another origin',
  says: 'A file that stands at another host is looked at before it is named, with the key in the headers.',
  source: 'Sohex/musefs#476: an absolute address went through the function that sets the key.',
  namedBy: ['secrets/other-origins'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
