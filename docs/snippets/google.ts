// #region ask
import { Client, file } from '@plugboard/core';

/** The key stands in `GEMINI_API_KEY`. */
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

/** A key from elsewhere, and files that always travel inside the request. */
export function withKey(apiKey: string): Client {
  return new Client({ provider: google({ apiKey, uploadAbove: false }) });
}
// #endregion options

// #region own
/** What only the Gemini API has: a search of its own, and how much it blocks. */
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
