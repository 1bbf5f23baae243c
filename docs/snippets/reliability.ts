import { Client, type ClientOptions } from '@plugboard/core';

/** Creates a client that fails early instead of waiting. */
export function impatient(options: ClientOptions): Client {
  // #region client
  const client = new Client({
    ...options,
    retry: { maxRetries: 1 },
    timeouts: { connect: 2_000, headers: 10_000, firstEvent: 20_000, idle: 10_000, total: 60_000 },
  });
  // #endregion client
  return client;
}

/** Limits one call. */
export async function briefly(client: Client, signal: AbortSignal): Promise<string | null | undefined> {
  // #region call
  const completion = await client.chat.completions.create(
    { model: 'reka-core', messages: [{ role: 'user', content: 'Hello!' }] },
    { signal, timeout: 5_000, maxRetries: 0 },
  );
  // #endregion call
  return completion.choices[0]?.message.content;
}

/** Returns which candidate answered, and which were tried before it. */
export async function answeredBy(client: Client): Promise<object> {
  // #region fallback
  const stream = await client.chat.completions.create({
    model: 'assistant',
    messages: [{ role: 'user', content: 'Hello!' }],
    stream: true,
  });
  const text = await stream.finalText();
  const { resolution, attempts, warnings } = stream;
  // #endregion fallback
  return { text, provider: resolution.provider, codes: attempts.map(({ code }) => code), warnings };
}
