import { PlugboardError, type ChatMessage, type Media, type MediaKind } from '@plugboard/core/provider';

/** One entry of `conversation_history`, with the fields in the order in which the web app sends them. */
export interface HistoryTurn {
  readonly type: 'human' | 'model';
  readonly text: string;
  /** The address that the upload returned, byte for byte. */
  readonly image_url?: string | Media;
  readonly media_type?: MediaKind;
}

/** How a conversation is written. */
export interface HistoryOptions {
  /** Send every file with the first turn of the user, as the API of 2024 required. Default: false. */
  readonly mediaOnFirstTurn?: boolean | undefined;
}

interface Draft {
  readonly type: HistoryTurn['type'];
  readonly texts: string[];
  readonly media: Attachment[];
}

interface Attachment {
  readonly image_url: string | Media;
  readonly media_type: MediaKind;
}

/**
 * Writes the conversation in the service's own form. `user` becomes `human`, and `assistant` becomes `model`. System texts are put
 * in front of the first human turn. Neighbours of the same type are joined with a blank line, so that types alternate. If the
 * conversation ends with a `model` turn, the service continues that turn. If it begins with one, a system text becomes a human
 * turn before it.
 * Throws `unsupported` for several files in one turn and for files in a system message, `input_invalid` if there is no message.
 */
export function toHistory(messages: readonly ChatMessage[], options: HistoryOptions = {}): readonly HistoryTurn[] {
  const turns = mergeNeighbours(messages.filter(({ role }) => role !== 'system').map(draftOf));
  const withSystem = prependSystem(turns, systemTexts(messages));
  if (withSystem.length === 0) {
    throw new PlugboardError('input_invalid', 'The conversation is empty. Pass at least one message.');
  }
  return (options.mediaOnFirstTurn === true ? gatherMedia(withSystem) : withSystem).map(turnOf);
}

function draftOf({ role, content }: ChatMessage): Draft {
  return {
    type: role === 'assistant' ? 'model' : 'human',
    texts: [textOf(content)],
    media: content.flatMap((part) => (part.type === 'text' ? [] : [{ image_url: part.source, media_type: part.type }])),
  };
}

function textOf(content: ChatMessage['content']): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function systemTexts(messages: readonly ChatMessage[]): readonly string[] {
  const system = messages.filter(({ role }) => role === 'system');
  if (system.some(({ content }) => content.some((part) => part.type !== 'text'))) {
    throw new PlugboardError(
      'unsupported',
      'Reka does not accept files in a system message. Put the file into a user message.',
    );
  }
  return system.map(({ content }) => textOf(content)).filter((text) => text !== '');
}

function mergeNeighbours(drafts: readonly Draft[]): readonly Draft[] {
  const merged: Draft[] = [];
  for (const draft of drafts) {
    const last = merged.at(-1);
    if (last?.type !== draft.type) merged.push(draft);
    else {
      last.texts.push(...draft.texts);
      last.media.push(...draft.media);
    }
  }
  return merged;
}

function prependSystem(turns: readonly Draft[], texts: readonly string[]): readonly Draft[] {
  if (texts.length === 0) return turns;
  const [first, ...rest] = turns;
  if (first?.type !== 'human') return [{ type: 'human', texts: [...texts], media: [] }, ...turns];
  return [{ ...first, texts: [...texts, ...first.texts] }, ...rest];
}

function gatherMedia(turns: readonly Draft[]): readonly Draft[] {
  const media = turns.flatMap((turn) => turn.media);
  const first = turns.findIndex(({ type }) => type === 'human');
  return turns.map((turn, index) => ({ ...turn, media: index === first ? media : [] }));
}

function turnOf({ type, texts, media }: Draft): HistoryTurn {
  if (media.length > 1) {
    throw new PlugboardError(
      'unsupported',
      `A turn of Reka's web session may have one file, but this one has ${media.length}. ` +
        'Send one file per turn, or use an API key, which allows several images.',
    );
  }
  return { type, text: texts.filter((text) => text !== '').join('\n\n'), ...media[0] };
}
