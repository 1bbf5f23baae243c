import type { ChatEvent } from '@plugboard/core/provider';

/** Turns full texts ("everything so far") into events. One instance an answer. */
export interface CumulativeText {
  /** The answer so far, as one event of the stream has it. */
  next(text: string): Iterable<ChatEvent>;
  /** The answer as the last event has it: it wins over everything before. Absent: the last event had no text. */
  end(text?: string): Iterable<ChatEvent>;
}

/** The turn separator of Reka's prompt format; generation stops on it, and pieces of it leak into late events. */
const separator = '<sep>';

const separatorStarts = ['<sep', '<se', '<s', '<'] as const;

/** The separator and what may follow it: nothing, or the label of a next turn that nobody asked for. */
const leakedEnd = /^<sep>\s*(?:(?:human|user|assistant|model)\s*:|$)/;

/**
 * The reducer for cumulative text. Applying its events (append a `text-delta`, replace by a `text-revised`) gives the final
 * text. Held back until a later text proves it: white space at the end (it may belong to a separator that is about to
 * leak), a started separator, everything after a whole separator, and the first half of a surrogate pair.
 *
 * - a text that is a prefix of what was given out, be it an old event that comes late or one that shrank, changes nothing
 * - a text that differs in more than white space at its end replaces the answer: `text-revised`
 * - all comparing is by prefix: linear in the characters received
 */
export function cumulativeText(): CumulativeText {
  let emitted = '';
  let latest = '';

  function* moveTo(target: string): Generator<ChatEvent> {
    if (target === emitted) return;
    if (beginsWith(target, emitted)) yield { type: 'text-delta', text: target.slice(emitted.length) };
    else yield { type: 'text-revised', text: target };
    emitted = target;
  }

  return {
    *next(text) {
      const grows = beginsWith(text, emitted);
      // What was given out holds no separator, but may end in the start of one that a later text disproved.
      const safe = safeText(text, grows ? Math.max(0, emitted.length - separator.length) : 0);
      if (beginsWith(emitted, safe)) {
        if (grows) latest = text;
        return;
      }
      latest = text;
      yield* moveTo(safe);
    },
    *end(text) {
      yield* moveTo(finalText(text ?? withoutStartedSeparator(latest)));
    },
  };
}

function safeText(text: string, searchFrom: number): string {
  const leak = text.indexOf(separator, searchFrom);
  const trimmed = (leak >= 0 ? text.slice(0, leak) : withoutStartedSeparator(text)).trimEnd();
  return isHighSurrogate(trimmed.charCodeAt(trimmed.length - 1)) ? trimmed.slice(0, -1) : trimmed;
}

function withoutStartedSeparator(text: string): string {
  const start = separatorStarts.find((candidate) => text.endsWith(candidate));
  return start === undefined ? text : text.slice(0, -start.length);
}

/** An answer may speak of `<sep>`; it is a leak only where the answer ends or a next turn begins. */
function finalText(text: string): string {
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
    if (leakedEnd.test(text.slice(at, at + 64))) return text.slice(0, at).trimEnd();
  }
  return text;
}

/** As `startsWith`, which compares many times slower. */
function beginsWith(text: string, start: string): boolean {
  return text.length >= start.length && text.slice(0, start.length) === start;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
