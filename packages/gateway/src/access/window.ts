/** Amounts of the last minute, exact to the millisecond. */
export class MinuteWindow {
  readonly #now: () => number;
  /** Oldest first. */
  readonly #entries: { readonly at: number; readonly amount: number }[] = [];
  #used = 0;

  /** @param now - Milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The amounts of the last minute together. */
  get used(): number {
    this.#forget();
    return this.#used;
  }

  /** Milliseconds until less than a limit is used; 0 if that is so now. */
  waitMs(limit: number): number {
    let over = this.used - limit;
    if (over < 0) return 0;
    for (const { at, amount } of this.#entries) {
      over -= amount;
      if (over < 0) return Math.max(1, Math.ceil(at + minuteMs - this.#now()));
    }
    return minuteMs;
  }

  add(amount: number): void {
    if (amount <= 0) return;
    this.#entries.push({ at: this.#now(), amount });
    this.#used += amount;
  }

  #forget(): void {
    const oldest = this.#now() - minuteMs;
    const kept = this.#entries.findIndex(({ at }) => at > oldest);
    const gone = kept === -1 ? this.#entries.length : kept;
    if (gone === 0) return;
    for (const { amount } of this.#entries.splice(0, gone)) this.#used -= amount;
  }
}

const minuteMs = 60_000;
