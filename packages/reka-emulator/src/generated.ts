import { piecesOf } from '@plugboard/emulator-kit';
import type { ChatSwitches } from './scenario.ts';

/** An answer before a surface writes it in its own form. */
export interface Generated {
  /** The final text. */
  readonly text: string;
  /** The new part of each event; together they are `text`. */
  readonly pieces: readonly string[];
  /** The whole text of each event before the last one, with the quirks of the cumulative surfaces. */
  readonly snapshots: readonly string[];
  /** `null`: the last event has none. */
  readonly finishReason: string | null;
  /** `undefined`: switched off. */
  readonly tokens: { readonly input: number; readonly output: number } | undefined;
}

const leaks = ['\n <', '\n <s', '\n <se', '\n <sep'] as const;

/** Applies the switches to an answer. `prompt` is used only for counting tokens. */
export function generate(answer: string, prompt: string, switches: ChatSwitches): Generated {
  const space = switches.leadingSpace === false ? '' : ' ';
  const text = switches.answer ?? `${space}${answer}`;
  const pieces = piecesOf(text);
  return {
    text,
    pieces,
    snapshots: switches.snapshots ?? snapshotsOf(text, pieces, switches.separatorLeak === true),
    finishReason: switches.finishReason === undefined ? 'stop' : switches.finishReason,
    tokens: switches.metadata === false ? undefined : { input: Math.ceil(prompt.length / 4), output: pieces.length },
  };
}

function snapshotsOf(text: string, pieces: readonly string[], leaking: boolean): readonly string[] {
  let length = 0;
  const snapshots = pieces.map((piece) => text.slice(0, (length += piece.length)));
  // The last event has the whole text anyway. Leaks come in events before it, after the last word.
  return leaking ? [...snapshots, ...leaks.map((leak) => `${text.trimEnd()}${leak}`)] : snapshots.slice(0, -1);
}
