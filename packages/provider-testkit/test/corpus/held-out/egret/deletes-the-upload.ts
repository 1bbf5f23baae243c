import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    yield* super.stream(request, call);
    const sources = request.messages.flatMap(({ content }) =>
      content.map((part) => ('source' in part ? part.source : '')),
    );
    for (const url of sources) {
      if (typeof url !== 'string' || !url.startsWith('https://egret.example/')) continue;
      await this.open(call)
        .json({ phase: 'upload', method: 'DELETE', url })
        .catch(() => undefined);
    }
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'Behind the end of the answer the uploaded file is deleted, though it may be asked about again.',
  source: "reviewed; cleaning up is the caller's, who may ask twice about one file.",
  namedBy: ['endings/nothing-after', 'wire/known-requests'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
