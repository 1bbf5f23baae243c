import { expect, test } from 'vitest';
import type { MessageParam as Message } from '../../src/client/create-params.ts';
import type { Accepts } from '../../src/contract/model.ts';
import { clientOf, inProcess } from './fixture.ts';

const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const image = { type: 'image_url', image_url: { url: bytes } } as const;
const text = { type: 'text', text: 'Which?' } as const;
const answer: Message = { role: 'assistant', content: 'The first one.' };

/** The uploads that a call makes, and the message that it fails with. */
async function ask(accepts: Accepts, messages: readonly Message[]): Promise<readonly [number, string | undefined]> {
  let uploads = 0;
  const client = clientOf(
    inProcess({
      accepts,
      async upload() {
        uploads += 1;
        return { url: 'https://files.invalid/1' };
      },
      async *stream() {
        yield { type: 'text-delta', text: 'a' };
        yield { type: 'finish', reason: 'stop' };
      },
    }),
  );
  try {
    await client.chat.completions.create({ model: 'model', messages });
    return [uploads, undefined];
  } catch (error) {
    expect(error).toMatchObject({ code: 'unsupported' });
    return [uploads, String(error)];
  }
}

const user = (...content: (typeof image | typeof text)[]): Message => ({ role: 'user', content });

test.each<[string, Accepts, readonly Message[], string | undefined, number]>([
  ['as many files a turn as fit', { mediaPerTurn: 1 }, [user(image), answer, user(image, text)], undefined, 2],
  ['more files in a message', { mediaPerTurn: 1 }, [user(image, image)], 'one file per turn', 0],
  ['more files in neighbours', { mediaPerTurn: 1 }, [user(image), user(image)], 'one file per turn', 0],
  [
    'more files around a system message',
    { mediaPerTurn: 2 },
    [user(image, image), { role: 'system', content: 's' }, user(image)],
    '2 files per turn, but the turn that ends with messages[2] has 3',
    0,
  ],
  [
    'a file in a system message',
    { mediaPerTurn: 1 },
    [{ role: 'system', content: [image] }, user(text)],
    'messages[0] is a system message',
    0,
  ],
  ['as many files a request as fit', { mediaPerRequest: 2 }, [user(image, image), answer, user(text)], undefined, 2],
  [
    'more files in a request',
    { mediaPerRequest: 1 },
    [user(image), answer, user(image)],
    'one file per request, but the messages have 2',
    0,
  ],
  ['no limit', {}, [{ role: 'system', content: [image] }, user(image, image)], undefined, 3],
])('%s', async (_name, accepts, messages, message, uploads) => {
  const [sent, failure] = await ask(accepts, messages);
  expect(sent).toBe(uploads);
  if (message === undefined) expect(failure).toBeUndefined();
  else expect(failure).toContain(message);
});

const extraTypes = { search: 'boolean', depth: 'number', tone: 'string' } as const;

async function askWith(extra: object, accepts: Accepts): Promise<readonly [number, unknown]> {
  let uploads = 0;
  const provider = inProcess({
    accepts,
    async upload() {
      uploads += 1;
      return { url: 'https://files.invalid/1' };
    },
    async *stream() {
      yield { type: 'text-delta', text: 'a' };
      yield { type: 'finish', reason: 'stop' };
    },
  });
  const params = { model: 'model', messages: [user(image)], provider_options: { scripted: extra } };
  const failure: unknown = await clientOf(provider)
    .chat.completions.create(params as never)
    .then(() => undefined)
    .catch((error: unknown) => error);
  return [uploads, failure];
}

test.each<[object, string]>([
  [{ search: 'yes' }, 'provider_options.scripted.search must be a boolean, not a string.'],
  [{ search: 1 }, 'provider_options.scripted.search must be a boolean, not a number.'],
  [{ search: ['yes'] }, 'provider_options.scripted.search must be a boolean, not an array.'],
  [{ depth: '3' }, 'provider_options.scripted.depth must be a number, not a string.'],
  [{ tone: {} }, 'provider_options.scripted.tone must be a string, not an object.'],
])('%j is refused before the upload', async (extra, message) => {
  for (const accepted of ['any', Object.keys(extraTypes)] as const) {
    const [uploads, failure] = await askWith(extra, { extra: accepted, extraTypes });
    expect(failure).toMatchObject({ code: 'input_invalid', phase: 'setup' });
    expect(String(failure)).toContain(message);
    expect(uploads).toBe(0);
  }
});

test.each<[object, Accepts]>([
  [
    { search: false, depth: 3, tone: 'dry' },
    { extra: Object.keys(extraTypes), extraTypes },
  ],
  [
    { search: undefined, depth: null },
    { extra: Object.keys(extraTypes), extraTypes },
  ],
  [
    { search: 'yes', toString: 'no' },
    { extra: 'any', extraTypes: { depth: 'number' } },
  ],
])('%j with %j reaches the provider', async (extra, accepts) => {
  expect(await askWith(extra, accepts)).toEqual([1, undefined]);
});
