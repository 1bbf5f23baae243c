import type { ChatRequest, ContentPart, Media } from '@plugboard/core/provider';
import { fakeLocal, localMediaFixtures } from '../fake-local.ts';
import { toBody } from '../fake-session.ts';
import { changingContent, changingMedia } from './changing.ts';
import { Everything } from './everything.ts';
import { mutant, withParts, type Mutant } from './mutant.ts';

const withoutAudio = (message: ChatRequest['messages'][number]): ChatRequest['messages'][number] => ({
  ...message,
  content: message.content.filter(
    (part) => part.type !== 'audio' || String(part.source).startsWith('https://pictures'),
  ),
});

const isText = ({ type }: ContentPart): boolean => type === 'text';

/** Where a part stands for the first time; the same file has the same reference. */
function firstLike(content: readonly ContentPart[], part: ContentPart): number {
  const key = JSON.stringify(part);
  return content.findIndex((other) => JSON.stringify(other) === key);
}

/** The first mebibyte of a file. */
async function* mebibyteOf(media: Media): AsyncGenerator<Uint8Array> {
  let left = 1_048_576;
  for await (const piece of media.stream()) {
    yield piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}

const typeByName = ({ name, type }: Media): string =>
  ({ jpg: 'image/jpeg', png: 'image/png', gif: 'image/gif' })[name.split('.').at(-1) ?? ''] ?? type;

/** Mutants of the groups media and accepts. */
export const mediaMutants: readonly Mutant[] = [
  changingMedia('media/bytes-arrive', (media) => ({
    ...media,
    size: undefined,
    async *stream() {
      for await (const piece of media.stream()) yield piece.subarray(1);
    },
  })),
  // Without HTTP: it answers, and has never looked.
  {
    caseId: 'media/bytes-arrive',
    fixtures: localMediaFixtures,
    create: () => fakeLocal(() => ({}), ['image'])(),
  },
  changingMedia('media/type-arrives', (media) => ({ ...media, type: 'application/octet-stream' })),
  changingContent('media/reference-arrives', (content) =>
    content.map((part) =>
      part.type !== 'text' && typeof part.source === 'string' && part.source.includes(' ')
        ? { ...part, source: encodeURI(part.source) }
        : part,
    ),
  ),
  changingContent('media/text-beside', (content) =>
    content.some(({ type }) => type !== 'text') ? content.filter(({ type }) => type !== 'text') : content,
  ),
  withParts('media/several', ({ upload }) => {
    let last = '';
    return {
      // Two files at once: the second one is taken for the first.
      upload: (media, call) => {
        const again = last === media.type;
        last = media.type;
        setTimeout(() => {
          last = '';
        }, 1).unref();
        return again
          ? Promise.resolve({ url: 'https://files.fake.example/same' })
          : (upload?.(media, call) ?? Promise.resolve({ url: '' }));
      },
    };
  }),
  // All are uploaded, and one is named.
  changingContent('media/several', (content) => {
    const last = content.findLast(({ type }) => type !== 'text');
    return content.filter((part) => part.type === 'text' || part === last);
  }),
  changingContent('media/earlier-turn', (content, index, all) =>
    index === all.length - 1 ? content : content.filter(({ type }) => type === 'text'),
  ),
  // All files go with the last question.
  withParts('media/earlier-turn', () => ({
    body: (request) => {
      const isText = ({ type }: ContentPart): boolean => type === 'text';
      const files = request.messages.flatMap(({ content }) => content.filter((part) => !isText(part)));
      const messages = request.messages.map((message, index, all) => ({
        ...message,
        content: [...message.content.filter(isText), ...(index === all.length - 1 ? files : [])],
      }));
      return toBody({ ...request, messages });
    },
  })),
  // Uploaded, and not named in the chat.
  mutant('media/no-silent-drop', {
    definition: { models: [{ id: 'fake-*' }] },
    parts: () => ({ body: (request) => toBody({ ...request, messages: request.messages.map(withoutAudio) }) }),
  }),
  changingContent('media/remote-url', (content) =>
    content.filter((part) => part.type === 'text' || !String(part.source).startsWith('https://pictures')),
  ),

  changingContent('accepts/image-detail', (content) =>
    content.map((part) => (part.type === 'text' ? part : { ...part, detail: undefined })),
  ),

  withParts('accepts/parameters', () => ({
    body: (request) => toBody({ ...request, parameters: { ...request.parameters, seed: undefined } }),
  })),
  withParts('accepts/other-parameters', ({ accepts }) => ({
    accepts: { ...accepts, parameters: new Everything('temperature', 'max_tokens', 'seed') },
  })),
  withParts('accepts/extra', () => ({ body: (request) => toBody({ ...request, extra: {} }) })),
  withParts('accepts/other-extra', ({ accepts }) => ({
    accepts: { ...accepts, extra: new Everything('tone', 'mood') },
  })),

  changingMedia('media/large-files', (media) => ({ ...media, size: undefined, stream: () => mebibyteOf(media) })),
  // Counted first; what is read again is nothing where a file can be read only once.
  changingMedia('media/read-once', (media) => ({
    ...media,
    size: undefined,
    async *stream() {
      for await (const _piece of media.stream());
      try {
        yield* media.stream();
      } catch {
        yield new Uint8Array();
      }
    },
  })),
  changingContent('media/same-file-twice', (content) =>
    content.filter((part, index) => index === firstLike(content, part)),
  ),
  changingMedia('media/types', (media) => ({ ...media, type: typeByName(media) })),
  withParts('media/same-name', ({ upload }) => {
    const known = new Map<string, { readonly url: string }>();
    return {
      async upload(media, call) {
        const found = known.get(media.name) ?? (await upload?.(media, call)) ?? { url: '' };
        known.set(media.name, found);
        return found;
      },
    };
  }),
  changingContent('media/order', (content) => [...content.filter(isText), ...content.filter((part) => !isText(part))]),
  changingContent('media/any-reference', (content) =>
    content.map((part) =>
      part.type !== 'text' && typeof part.source === 'string'
        ? { ...part, source: part.source.replaceAll('"', '%22') }
        : part,
    ),
  ),
  withParts('media/uploads-apart', ({ upload }) => {
    let last = '';
    return {
      async upload(media, call) {
        const reference = (await upload?.(media, call)) ?? { url: '' };
        last = reference.url;
        return reference;
      },
      body: (request) =>
        toBody({ ...request, messages: request.messages.map((message) => withOneFile(message, last)) }),
    };
  }),

  withParts('accepts/falsy-values', () => ({
    body: ({ parameters: { temperature, ...parameters }, ...request }) =>
      toBody({ ...request, parameters: { ...parameters, temperature: temperature === 0 ? undefined : temperature } }),
  })),
  withParts('accepts/falsy-values', () => ({
    body: ({ extra: { tone }, ...request }) => toBody({ ...request, extra: { tone: tone || undefined } }),
  })),
  withParts('accepts/several-stop-words', () => ({
    body: ({ parameters: { stop, ...parameters }, ...request }) =>
      toBody({ ...request, parameters: { ...parameters, stop: stop?.slice(0, 1) } }),
  })),
];

/** The message with the file that was uploaded last in the place of its own, where it has one. */
function withOneFile(message: ChatRequest['messages'][number], url: string): ChatRequest['messages'][number] {
  const files = message.content.filter((part) => !isText(part));
  if (files.length !== 1 || url === '') return message;
  return {
    ...message,
    content: message.content.map((part) => (part.type === 'text' ? part : { ...part, source: url })),
  };
}
