import type { ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneEvent } from '../../wires/crane/crane.ts';

const reader = { rest: '', decoder: new TextDecoder() };

class Faulty extends Crane {
  override async *events(http: Http, request: ChatRequest): AsyncIterable<CraneEvent> {
    const json = await this.body(request);
    for await (const piece of http.bytes({ phase: 'chat', url: '/v1/messages', json })) {
      reader.rest += reader.decoder.decode(piece, { stream: true });
      for (let end = reader.rest.search(/\r?\n/); end !== -1; end = reader.rest.search(/\r?\n/)) {
        const line = reader.rest.slice(0, end);
        reader.rest = reader.rest.slice(end).replace(/^\r?\n/, '');
        if (line.startsWith('data:')) yield JSON.parse(line.slice(5)) as CraneEvent;
      }
    }
  }
}

export const fault: Fault = {
  kind: 'calls at once share state',
  says: 'The reader of events, with the event that it is in the middle of, is one for the whole module.',
  source: 'Ironclad/rivet#249, waybarrios/vllm-mlx#652: parsers that were made once for the process.',
  namedBy: ['isolation/interleaved'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
