import type { ChatEvent } from '@plugboard/core/provider';
import { maxCopiedSlice } from './snapshot-reader.ts';

/** Turns cumulative texts ("everything so far") into events. Each answer needs its own instance. */
export interface CumulativeText {
  /**
   * Takes the answer so far, as one event of the stream contains it.
   * @param grown What the text has added to that of the previous call, if known. The texts are then not compared.
   */
  next(text: string, grown?: string): readonly ChatEvent[];
  /** Takes the answer of the last event, which replaces everything before. Absent: the last event had no text. */
  end(text?: string): readonly ChatEvent[];
}

/** The turn separator of Reka's prompt format. Generation stops at it, and parts of it leak into the last events. */
const separator = '<sep>';

const separatorStarts = ['<sep', '<se', '<s', '<'] as const;

/** The separator at the end of an answer, or before the label of a next turn that nobody asked for. */
const leakedEnd = /^<sep>\s*(?:(?:human|user|assistant|model)\s*:|$)/;

/**
 * The reducer for cumulative text. Applying its events (append a `text-delta`, replace with a `text-revised`) gives the final
 * text. The reducer holds back what a later text may withdraw: white space at the end (it may belong to a separator that is about
 * to leak), the beginning of a separator, everything after a whole separator, and the first half of a surrogate pair.
 *
 * - A text that is a prefix of the emitted text changes nothing. It is an old event that arrives late, or a text that shrank.
 * - A text that differs in more than white space at its end replaces the answer: `text-revised`.
 * - Texts are compared by prefix only. The cost is linear in the received characters, or in the new ones if these are known.
 */
export function cumulativeText(): CumulativeText {
  // The emitted text is the start of `latest`. It contains no separator, but may end with `<` or the like, if a later text showed
  // that this was not the beginning of a separator.
  let latest = '';
  let emitted = 0;
  // The end of `latest`, which is all that has to be examined when `latest` grows.
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

/** A copy. V8 keeps the text that a slice was cut from as long as the slice, and each snapshot contains the whole answer. */
function detached(slice: string): string {
  return slice.length <= maxCopiedSlice ? slice : (JSON.parse(JSON.stringify(slice)) as string);
}

function safeText(text: string, searchFrom: number): string {
  const leak = text.indexOf(separator, searchFrom);
  const trimmed = (leak >= 0 ? text.slice(0, leak) : withoutStartedSeparator(text)).trimEnd();
  return isHighSurrogate(trimmed.charCodeAt(trimmed.length - 1)) ? trimmed.slice(0, -1) : trimmed;
}

function withoutStartedSeparator(text: string): string {
  // Most texts end without one.
  if (text.indexOf('<', text.length - separator.length) < 0) return text;
  const start = separatorStarts.find((candidate) => text.endsWith(candidate));
  return start === undefined ? text : text.slice(0, -start.length);
}

/** An answer may mention `<sep>`. It is a leak only at the end of the answer or before a next turn. */
function finalText(text: string): string {
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
    if (leakedEnd.test(text.slice(at, at + 64))) return text.slice(0, at).trimEnd();
  }
  return text;
}

/** Like `startsWith`, but many times faster. */
function beginsWith(text: string, start: string): boolean {
  return text.length >= start.length && text.slice(0, start.length) === start;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
