import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine, type StorkState } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: StorkState = { calls: 0 };
    let last: StorkLine = {};
    for await (const text of this.lines(this.bytes(http, await this.body(request)))) {
      const line = JSON.parse(text) as StorkLine;
      if (line.error !== undefined) throw http.failure('chat', { error: { message: line.error } });
      yield* this.take({ ...line, done: false }, state);
      last = line;
    }
    if (last.done === true) yield this.finish(last, state);
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'After the line that says `done` the body is read until it closes.',
  source: 'ltmoerdani/opencode-copilot-chat#170: a server that keeps the connection made the end wait.',
  namedBy: ['endings/stays-open'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
