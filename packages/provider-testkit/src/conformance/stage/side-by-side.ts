import type { Exchange, Step } from '../../server/exchange.ts';
import { chunkOf, headOf, type Delivery } from './delivery.ts';

/** More would only repeat the same edges. */
const mostRounds = 600;

/**
 * Sends responses side by side, so that at every moment the same share of each is sent, down to single bytes. None begins before all of
 * their requests are here.
 */
export class SideBySide {
  readonly #count: number;
  readonly #joined: { readonly wire: Exchange; readonly delivery: Delivery; readonly done: () => void }[] = [];

  /** @param count How many answers there will be. */
  constructor(count: number) {
    this.#count = count;
  }

  /** How many requests have come. */
  get arrived(): number {
    return this.#joined.length;
  }

  /** One of the answers. */
  step(delivery: Delivery): Step {
    return (wire) =>
      new Promise<void>((resolve) => {
        this.#joined.push({ wire, delivery, done: resolve });
        void wire.closed.then(resolve);
        if (this.#joined.length === this.#count) void this.#send();
      });
  }

  async #send(): Promise<void> {
    const longest = Math.max(...this.#joined.map(({ delivery }) => delivery.body.length));
    const rounds = Math.min(longest, mostRounds);
    for (const { wire, delivery } of this.#joined) await wire.write(headOf(delivery.status, delivery.headers, true));
    for (let round = 1; round <= rounds; round += 1) {
      for (const { wire, delivery } of this.#joined) {
        const [start, end] = [round - 1, round].map((share) => Math.floor((delivery.body.length * share) / rounds));
        const piece = delivery.body.subarray(start, end);
        if (piece.length > 0 && !wire.socket.destroyed) await wire.write(chunkOf(piece));
        await wire.wait(0);
      }
    }
    for (const { wire, done } of this.#joined) {
      await wire.write('0\r\n\r\n');
      done();
    }
  }
}
