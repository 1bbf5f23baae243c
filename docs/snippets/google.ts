// #region ask
import { Client, file } from '@plugboard/core';

/** Needs the key in `GEMINI_API_KEY`. */
export async function summarize(path: string): Promise<string> {
  const client = new Client();
  const stream = await client.chat.completions.create({
    model: 'gemini-3.8-flash',
    messages: [{ role: 'user', content: 'Summarize this document.' }],
    image: file(path),
    reasoning_effort: 'low',
    stream: true,
  });
  return stream.finalText();
}
// #endregion ask

// #region options
import { google } from '@plugboard/provider-google';

/** Takes the key from code, and sends every file inside the request. */
export function withKey(apiKey: string): Client {
  return new Client({ provider: google({ apiKey, uploadAbove: false }) });
}
// #endregion options

// #region own
/** Uses what only the Gemini API has: its own search, and safety settings. */
export async function searched(client: Client, question: string): Promise<string> {
  const completion = await client.chat.completions.create({
    model: 'gemini-3.8-flash',
    messages: [{ role: 'user', content: question }],
    provider_options: {
      google: {
        tools: [{ googleSearch: {} }],
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
      },
    },
  });
  return completion.choices[0]?.message.content ?? '';
}
// #endregion own
