import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type ChatCompletion, type Client, file, type Progress } from '@plugboard/core';

/** The short form: one image for the last question. */
export function shortForm(client: Client): Promise<ChatCompletion> {
  // #region short
  const completion = client.chat.completions.create({
    model: 'reka-core',
    messages: [{ role: 'user', content: 'What can you see in the image?' }],
    image: createReadStream('cat.jpeg'),
  });
  // #endregion short
  return completion;
}

/** OpenAI's form: typed parts of a message. */
export function parts(client: Client): Promise<ChatCompletion> {
  // #region parts
  const completion = client.chat.completions.create({
    model: 'reka-core',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: file('cat.jpeg') } },
          { type: 'text', text: 'What can you see in the image?' },
        ],
      },
    ],
  });
  // #endregion parts
  return completion;
}

/** Sends bytes of a known type, and reports the progress of the upload. */
export async function progress(client: Client, onProgress: (progress: Progress) => void): Promise<ChatCompletion> {
  // #region progress
  const completion = await client.chat.completions.create(
    {
      model: 'reka-core',
      messages: [{ role: 'user', content: 'What can you see in the image?' }],
      image: new File([await readFile('cat.jpeg')], 'cat.jpeg', { type: 'image/jpeg' }),
    },
    { onProgress },
  );
  // #endregion progress
  return completion;
}
