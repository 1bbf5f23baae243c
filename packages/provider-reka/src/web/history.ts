import { PlugboardError, type ChatMessage, type Media, type MediaKind } from '@plugboard/core/provider';

/** One entry of `conversation_history`, with the fields in the order in which the web app sends them. */
export interface HistoryTurn {
  readonly type: 'human' | 'model';
  readonly text: string;
  /** What the upload returned, byte for byte. */
  readonly image_url?: string | Media;
  readonly media_type?: MediaKind;
}

/** How a conversation is laid out. */
export interface HistoryOptions {
  /** Send the file with the first turn of the user wherever it stands: what the 2024 API demanded of every history. Default false. */
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
 * The conversation in the service's own form. `user` becomes `human`, `assistant` becomes `model`; system texts go in front
 * of the first human turn; neighbours of one type are merged with a blank line, so that types alternate. A conversation may
 * end with a `model` turn, which the service continues. One that begins with a `model` turn is sent as it is, unless there
 * is a system text: that then is a human turn before it.
 * Throws `unsupported` for several files in one turn and for files in a system message, `input_invalid` without any message.
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
    throw new PlugboardError('unsupported', 'Reka takes no file in a system message. Put it into a user message.');
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
      `A turn of Reka's web session holds one file, and this one has ${media.length}. ` +
        'Send one file a turn, or use an API key, with which several images are possible.',
    );
  }
  return { type, text: texts.filter((text) => text !== '').join('\n\n'), ...media[0] };
}
