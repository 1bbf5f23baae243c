import type { MediaKind } from './media.ts';

/** A model that a provider claims. */
export interface Model {
  /** Exact, or ends in `*`; the longest match wins. */
  readonly id: string;
  /** Other names for it; never sent to the service. */
  readonly aliases?: readonly string[] | undefined;
  /** The kinds of media that it takes. Absent: unknown, so nothing is refused; empty: text only. */
  readonly input?: readonly MediaKind[] | undefined;
}
