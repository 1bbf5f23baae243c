import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    for (const part of request.messages.flatMap(({ content }) => content)) {
      if ('source' in part && typeof part.source === 'string') await this.look(part.source, call);
    }
    yield* super.stream(request, call);
  }

  async look(url: string, call: Call): Promise<void> {
    const token = await this.token.get(call.signal);
    const headers = { authorization: `Bearer ${token}` };
    for await (const _ of call.http.bytes({ phase: 'upload', url, headers })) break;
  }
}

export const fault: Fault = {
  kind: 'credentials to another origin',
  says: 'A picture that the caller names by its address is looked at first, with the token of the account in the headers.',
  source:
    'K1rL3s/maxo#181, Sohex/musefs#476: a session with a default header was used for any address that somebody gave.',
  namedBy: ['secrets/other-origins'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
