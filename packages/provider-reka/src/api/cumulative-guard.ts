import { mapEvents, type ChatEvent } from '@plugboard/core/provider';
import { cumulativeText } from '../web/cumulative-text.ts';

/** This many deltas in a row that each begin with the previous one ... */
const enoughDeltas = 4;
/** ... and this many characters cannot be a coincidence. */
const enoughCharacters = 16;

/**
 * Older versions of the official API sent the whole text with each event. If the current one did the same, the answer would be
 * repeated endlessly. This function passes incremental events through unchanged. If deltas turn out to be cumulative, it corrects
 * the text with one `text-revised` and continues with real deltas.
 */
export function guardCumulative(
  events: AsyncIterable<ChatEvent>,
  warn: (message: string) => void,
): AsyncIterable<ChatEvent> {
  let previous = '';
  let repeats = 0;
  let suspect = true;
  let cumulative: ReturnType<typeof cumulativeText> | undefined;
  let last = '';

  return mapEvents(events, (event) => {
    if (event.type !== 'text-delta') {
      return event.type === 'finish' && cumulative !== undefined ? [...cumulative.end(last), event] : event;
    }
    last = event.text;
    if (cumulative !== undefined) return cumulative.next(event.text);
    suspect &&= event.text.length > previous.length && event.text.startsWith(previous);
    previous = event.text;
    if (!suspect || ++repeats < enoughDeltas || event.text.length < enoughCharacters) return event;
    cumulative = cumulativeText();
    warn('Reka sent the whole text with each event instead of only the new part. Plugboard has corrected the answer.');
    return cumulative
      .next(event.text)
      .flatMap((change): readonly ChatEvent[] =>
        change.type === 'text-delta' ? [{ type: 'text-revised', text: change.text }] : [],
      );
  });
}
