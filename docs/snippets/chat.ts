import type { ChatCompletionStream, Client } from '@plugboard/core';

/** Returns the whole answer and its number of tokens. */
export async function whole(client: Client): Promise<string> {
  // #region whole
  const completion = await client.chat.completions.create({
    model: 'assistant',
    messages: [
      { role: 'system', content: 'Answer in one sentence.' },
      { role: 'user', content: 'Why is the sky blue?' },
    ],
    temperature: 0.2,
  });
  const text = completion.choices[0]?.message.content;
  const tokens = completion.usage?.total_tokens;
  // #endregion whole
  return `${text} (${tokens} tokens)`;
}

/** Writes the answer while it arrives. */
export async function streamed(client: Client, write: (text: string) => void): Promise<ChatCompletionStream> {
  // #region streamed
  const stream = await client.chat.completions.create({
    model: 'assistant',
    messages: [{ role: 'user', content: 'Why is the sky blue?' }],
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) write(chunk.choices[0]?.delta.content ?? '');
  const { usage } = await stream.finalCompletion();
  const { provider } = stream.resolution;
  // #endregion streamed
  write(` [${provider}, ${usage?.total_tokens} tokens]`);
  return stream;
}

/** Sends the same parameters to every service, and returns warnings about those that were left out. */
export async function dropping(client: Client): Promise<readonly string[]> {
  // #region drop
  const { warnings } = await client.chat.completions.create(
    { model: 'assistant', messages: [{ role: 'user', content: 'Hi' }], temperature: 0.2, verbosity: 'low' },
    { unsupported: 'drop' },
  );
  // #endregion drop
  return warnings;
}
