import type { ChatEvent } from '@plugboard/core/provider';

/** Turns full texts ("everything so far") into events. One instance an answer. */
export interface CumulativeText {
  /**
   * The answer so far, as one event of the stream has it.
   * @param grown What it has behind the text of the call before, where that is known: then nothing is compared.
   */
  next(text: string, grown?: string): Iterable<ChatEvent>;
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
 * - all comparing is by prefix: linear in the characters received, or in those that are new where these are known
 */
export function cumulativeText(): CumulativeText {
  // What was given out is the start of `latest`. It holds no separator, but may end in the start of one that a later text disproved.
  let latest = '';
  let emitted = 0;
  // What has to be looked at when `latest` grows, which is its end; the whole is never touched then.
  let recent = '';
  let previousIsLatest = true;

  const searchedFrom = (): number => Math.max(0, emitted - separator.length);

  function settle(text: string, given: number): void {
    latest = text;
    emitted = given;
    recent = text.slice(searchedFrom());
    previousIsLatest = true;
  }

  function grow(text: string, grown: string): readonly ChatEvent[] {
    const start = searchedFrom();
    latest = text;
    recent += grown;
    const safe = start + safeText(recent, 0).length;
    if (safe <= emitted) return nothing;
    const delta = recent.slice(emitted - start, safe - start);
    emitted = safe;
    recent = recent.slice(searchedFrom() - start);
    return [{ type: 'text-delta', text: delta }];
  }

  return {
    next(text, grown) {
      if (grown !== undefined && previousIsLatest) return grow(text, grown);
      const given = latest.slice(0, emitted);
      const grows = beginsWith(text, given);
      const safe = safeText(text, grows ? searchedFrom() : 0);
      if (!beginsWith(given, safe)) {
        settle(text, safe.length);
        return change(given, safe);
      }
      if (grows) settle(text, emitted);
      else previousIsLatest = false;
      return nothing;
    },
    end(text) {
      const given = latest.slice(0, emitted);
      const final = finalText(text ?? withoutStartedSeparator(latest));
      settle(final, final.length);
      return change(given, final);
    },
  };
}

const nothing: readonly ChatEvent[] = [];

function change(given: string, target: string): readonly ChatEvent[] {
  if (target === given) return nothing;
  if (!beginsWith(target, given)) return [{ type: 'text-revised', text: target }];
  return [{ type: 'text-delta', text: detached(target.slice(given.length)) }];
}

/** A text of its own: V8 keeps what a slice was cut from as long as the slice, and each snapshot has the whole answer. */
function detached(slice: string): string {
  return JSON.parse(JSON.stringify(slice)) as string;
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
