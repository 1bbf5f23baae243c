import { type Client, PlugboardError } from '@plugboard/core';

/** Tells failures apart by their code. */
export async function answerOrReason(client: Client, question: string): Promise<string> {
  // #region codes
  try {
    const completion = await client.chat.completions.create({
      model: 'reka-core',
      messages: [{ role: 'user', content: question }],
    });
    return completion.choices[0]?.message.content ?? '';
  } catch (error) {
    if (!PlugboardError.isInstance(error)) throw error;
    if (error.code === 'auth_expired') return 'Please sign in again.';
    if (error.code === 'rate_limited') return `Please wait ${error.retryAfterMs ?? 1000} ms.`;
    return `${error.code}: ${error.message}`;
  }
  // #endregion codes
}

/** Returns the text that had arrived if the stream breaks. */
export async function whatArrived(client: Client, question: string): Promise<string> {
  const messages = [{ role: 'user', content: question }] as const;
  // #region partial
  try {
    const stream = await client.chat.completions.create({ model: 'reka-core', messages, stream: true });
    return await stream.finalText();
  } catch (error) {
    if (PlugboardError.isInstance(error) && error.code === 'stream_truncated') return `${error.partialText} ...`;
    throw error;
  }
  // #endregion partial
}
