import type { Fixture } from '../../fixtures/fixture.ts';
import { answerWords } from './answer-words.ts';
import { beginning, onAnswer } from './answerings.ts';
import type { Delivery } from './delivery.ts';
import { jsonOf, reordered } from './json-units.ts';
import type { Answering } from './service.ts';

/** The first part of an answer, on a connection that stays open. The part of a stream contains at least a word of the answer. */
export function heldOpen(fixture: Fixture): Answering {
  return onAnswer((recorded) => {
    const part = beginning(0.6, 'hold')(recorded);
    const least = firstWordsEnd(fixture, recorded);
    return least <= part.body.length ? part : { ...part, body: recorded.body.subarray(0, least) };
  });
}

/** Where the piece behind the first words ends: a provider may hold back a piece until the next one comes. */
function firstWordsEnd({ expect }: Fixture, recorded: Delivery): number {
  const pieces = jsonOf(recorded);
  const [first] = 'text' in expect ? (answerWords(pieces, expect.text)?.pieces ?? []) : [];
  if (first === undefined || pieces.length < 2) return 0;
  const order = [...pieces.keys()].slice(0, first + 2);
  return reordered(recorded, order).body.length;
}
