import type { ChatEvent } from '@plugboard/core/provider';
import { cumulativeText } from '../web/cumulative-text.ts';

/** So many deltas in a row that each repeat the one before in front ... */
const enoughDeltas = 4;
/** ... and so many characters are no coincidence. */
const enoughCharacters = 16;

/**
 * Older surfaces of the official API sent the whole text with each event. Should that come back under the newer one, the answer
 * must not be repeated endlessly: this passes incremental events through untouched and, when deltas prove to be cumulative,
 * puts the text right with one `text-revised` and goes on with true deltas.
 */
export async function* guardCumulative(
  events: AsyncIterable<ChatEvent>,
  warn: (message: string) => void,
): AsyncGenerator<ChatEvent> {
  let previous = '';
  let repeats = 0;
  let suspect = true;
  let cumulative: ReturnType<typeof cumulativeText> | undefined;
  let last = '';

  for await (const event of events) {
    if (event.type !== 'text-delta') {
      if (event.type === 'finish' && cumulative !== undefined) yield* cumulative.end(last);
      yield event;
      continue;
    }
    last = event.text;
    if (cumulative !== undefined) {
      yield* cumulative.next(event.text);
      continue;
    }
    suspect &&= event.text.length > previous.length && event.text.startsWith(previous);
    previous = event.text;
    if (!suspect || ++repeats < enoughDeltas || event.text.length < enoughCharacters) {
      yield event;
      continue;
    }
    cumulative = cumulativeText();
    warn('Reka sent the whole text with each event instead of the new part; the answer has been put right.');
    for (const change of cumulative.next(event.text)) {
      if (change.type === 'text-delta') yield { type: 'text-revised', text: change.text };
    }
  }
}
