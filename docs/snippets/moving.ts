import type { Client, MessageParam } from '@plugboard/core';

// #region switch
/** One model answers, and another judges the answer. */
export async function secondOpinion(client: Client, question: string): Promise<string> {
  const messages: MessageParam[] = [{ role: 'user', content: question }];
  const first = await client.chat.completions.create({ model: 'claude-opus-5-5', messages, reasoning_effort: 'low' });
  for (const { message } of first.choices) messages.push(message);
  messages.push({ role: 'user', content: 'Is that correct?' });
  const second = await client.chat.completions.create({ model: 'gemini-3.8-flash', messages });
  return second.choices[0]?.message.content ?? '';
}
// #endregion switch
