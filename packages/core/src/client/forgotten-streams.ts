import type { CommittedCall } from '../call/committed-call.ts';
import type { ChatStream } from './chat-stream.ts';

/**
 * A stream that nobody has read and nobody can read any more gives back its connection and its slot. Whoever reads at once, as
 * a loop around `create()` does, is not watched: the garbage collector has work with each registration.
 */
export class ForgottenStreams {
  readonly #registry = new FinalizationRegistry<CommittedCall>((call) => call.close());
  #fresh: { readonly stream: ChatStream; readonly call: CommittedCall }[] = [];

  watch(stream: ChatStream, call: CommittedCall): void {
    if (this.#fresh.length === 0) setImmediate(() => this.#register());
    this.#fresh.push({ stream, call });
  }

  #register(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const { stream, call } of fresh) if (!stream.begun) this.#registry.register(stream, call);
  }
}
