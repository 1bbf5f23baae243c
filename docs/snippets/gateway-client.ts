import OpenAI from 'openai';

/** Needs only another base URL. The model may be any that the gateway serves. */
export async function askGateway(baseURL: string, question: string): Promise<string | null | undefined> {
  const client = new OpenAI({ baseURL, apiKey: 'any' });
  const completion = await client.chat.completions.create({
    model: 'reka-core',
    messages: [{ role: 'user', content: question }],
  });
  return completion.choices[0]?.message.content;
}
