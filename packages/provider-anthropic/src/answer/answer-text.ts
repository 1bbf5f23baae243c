import type { ChatEvent, JsonObject } from '@plugboard/core/provider';

/** How far the text of an answer has come, and what it draws on. */
export class AnswerText {
  /** Characters. */
  length = 0;
  /** Something that goes back stands between two texts, or a text has a mark that goes back: from there on the place of each counts. */
  placesCount = false;
  /** Citations of documents of the conversation, which have no address. */
  readonly documents: JsonObject[] = [];

  /** @param start - The first character that draws on the source; all from there on do. */
  cited(citation: JsonObject, start: number): readonly ChatEvent[] {
    const { url, title, cited_text: text } = citation;
    const range = { start, end: this.length };
    if (typeof url !== 'string' || url === '') {
      this.documents.push({ ...citation, ...range });
      return [];
    }
    return [
      {
        type: 'source',
        url,
        ...(typeof title === 'string' && { title }),
        ...(typeof text === 'string' && { text }),
        ...range,
      },
    ];
  }
}
