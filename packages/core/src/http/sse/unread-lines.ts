/**
 * Lines of an event stream that belong to no field of one. Some servers write their failure into a stream as it is: on one line or
 * many, as JSON or as text.
 */
export class UnreadLines {
  readonly #limit: number;
  #lines: string[] = [];
  #size = 0;

  /** @param limit - Characters that are kept; no failure has more to say. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(line: string): void {
    this.#size += line.length + 1;
    if (this.#size <= this.#limit) this.#lines.push(line);
  }

  /** An event came: whatever stood before it is of no concern. */
  clear(): void {
    if (this.#size === 0) return;
    this.#lines = [];
    this.#size = 0;
  }

  /** All of them; empty when there were too many. */
  get text(): string {
    return this.#size <= this.#limit ? this.#lines.join('\n').trim() : '';
  }
}

/** The JSON object or list that a text is, all of it. */
export function jsonDocumentIn(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
