import type { ChatEvent, JsonObject } from '@plugboard/core/provider';

/** The length of an answer's text so far, and the sources on which it draws. */
export class AnswerText {
  /** Characters. */
  length = 0;
  /** Whether the places of texts matter: a block that goes back is between two of them, or a text has citations that go back. */
  placesCount = false;
  /** Citations of documents of the conversation, which have no address. */
  readonly documents: JsonObject[] = [];

  /** @param start - The first character that draws on the source. All characters from there on do. */
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
