import type { ConfiguredProvider } from '@plugboard/core/provider';
import type { Fixture } from '../../src/fixtures/fixture.ts';

/** What kind of mistake a fault is. The suite owes each of them a case that names it. */
export const faultKinds = [
  'left over from an earlier call',
  'credentials to another origin',
  'calls at once share state',
  'falsy values',
  'large files',
  'files mixed up',
  'tokens',
  'streams of bytes',
  'which model is asked',
  'usage',
  'messages and prompts',
  'files in messages',
  'tool calls',
  'tool results and history',
  'ends the process',
  'touches what is not its own',
  'goes on after the end',
  'server-sent events',
  'finish reasons',
  'failures',
  'aborts',
  'not a stream',
  'cut off',
  'parameters and formats',
  'output and secrets',
  'laziness',
  'lists of models',
  'repeats',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** A faulty provider, as somebody would write it. One file each; the export is called `fault`. */
export interface Fault {
  readonly kind: FaultKind;
  /** What is wrong, and how it came about. One sentence. */
  readonly says: string;
  /** Where it was seen: a public report in our words, the document that it breaks, or `reviewed` when it was made up for its kind. */
  readonly source: string;
  /** The cases that name the fault: whoever reads one of them knows what to mend. */
  readonly namedBy: readonly string[];
  /** Default: those of the provider's wire. */
  readonly fixtures?: URL | readonly Fixture[] | undefined;
  /** With the credentials that the fixtures have. */
  create(): ConfiguredProvider;
}

/** A right provider that does something in an unusual way. */
export interface UnusualProvider {
  /** What is unusual about it. One sentence. */
  readonly says: string;
  /** Where such a provider or service was seen. */
  readonly source: string;
  readonly fixtures: URL | readonly Fixture[];
  create(): ConfiguredProvider;
}
