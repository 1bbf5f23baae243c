import type { ChatEvent, FinishReason, Usage } from '@plugboard/core/provider';

/** What the events of an answer add up to, in the terms of a fixture's `expect`. */
export interface AnswerFacts {
  /** As `finalText()` gives it: after a revision the revised text. */
  readonly text: string;
  /** Absent: the answer did not finish. */
  readonly finish: FinishReason | undefined;
  readonly usage: Usage | undefined;
}

/** Adds up events. */
export function answerOf(events: readonly ChatEvent[]): AnswerFacts {
  let text = '';
  let finish: FinishReason | undefined;
  let usage: Usage | undefined;
  for (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'text-revised') text = event.text;
    else if (event.type === 'finish') {
      finish = event.reason;
      usage = event.usage;
    }
  }
  return { text, finish, usage };
}
