// #region program
import { Client, type ClientOptions } from '@plugboard/core';

/** Names no service: the config decides which one answers. */
export async function ask(question: string, options: ClientOptions = {}): Promise<string> {
  const client = new Client(options);
  try {
    const completion = await client.chat.completions.create({
      model: 'assistant',
      messages: [{ role: 'user', content: question }],
    });
    return completion.choices[0]?.message.content ?? '';
  } finally {
    await client.close();
  }
}
// #endregion program
