import type { ChatEvent, FinishReason, Usage } from '@plugboard/core/provider';
import type { ExpectedToolCall } from '../fixtures/fixture.ts';

/** What the events of an answer add up to, in the terms of a fixture's `expect`. */
export interface AnswerFacts {
  /** The text as `finalText()` returns it: after a revision, the revised text. */
  readonly text: string;
  /** Absent: the answer did not finish. */
  readonly finish: FinishReason | undefined;
  readonly usage: Usage | undefined;
  /** The calls, ordered by their index. Absent: none. */
  readonly toolCalls: readonly ExpectedToolCall[] | undefined;
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
  const calls = callsOf(events);
  return { text, finish, usage, toolCalls: calls.length === 0 ? undefined : calls };
}

function callsOf(events: readonly ChatEvent[]): readonly ExpectedToolCall[] {
  const calls = new Map<number, ExpectedToolCall>();
  for (const event of events) {
    if (event.type !== 'tool-call-delta') continue;
    const { index, id, name = '', arguments: more = '' } = event;
    const known = calls.get(index) ?? { id, name, arguments: '' };
    calls.set(index, { ...known, arguments: known.arguments + more });
  }
  return [...calls].sort(([a], [b]) => a - b).map(([, call]) => call);
}
