import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron } from '../wires/heron/heron.ts';

class Events implements AsyncIterableIterator<ChatEvent> {
  readonly #open: () => AsyncIterator<ChatEvent>;
  #events: AsyncIterator<ChatEvent> | undefined;

  constructor(open: () => AsyncIterator<ChatEvent>) {
    this.#open = open;
  }

  next(): Promise<IteratorResult<ChatEvent>> {
    this.#events ??= this.#open();
    return this.#events.next();
  }

  async return(): Promise<IteratorResult<ChatEvent>> {
    await this.#events?.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

class Unusual extends Heron {
  override stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    return new Events(() => super.stream(request, call)[Symbol.asyncIterator]());
  }
}

export const unusual: UnusualProvider = {
  says: 'Its stream is no generator but an iterator written by hand.',
  source: 'Code that was compiled for older engines, and wrappers of event emitters.',
  fixtures: heronFixtures,
  create: () => heron(Unusual),
};
