import { expect, test } from 'vitest';
import type { MessageParam as Message } from '../../src/client/create-params.ts';
import type { Accepts } from '../../src/plugins/provider.ts';
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
  ['more files in a message', { mediaPerTurn: 1 }, [user(image, image)], 'one file a turn', 0],
  ['more files in neighbours', { mediaPerTurn: 1 }, [user(image), user(image)], 'one file a turn', 0],
  [
    'more files around a system message',
    { mediaPerTurn: 2 },
    [user(image, image), { role: 'system', content: 's' }, user(image)],
    '2 files a turn, but the turn that ends with messages[2] has 3',
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
    'one file a request, but the messages have 2',
    0,
  ],
  ['no limit', {}, [{ role: 'system', content: [image] }, user(image, image)], undefined, 3],
])('%s', async (_name, accepts, messages, message, uploads) => {
  const [sent, failure] = await ask(accepts, messages);
  expect(sent).toBe(uploads);
  if (message === undefined) expect(failure).toBeUndefined();
  else expect(failure).toContain(message);
});
