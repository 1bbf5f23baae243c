import { type Client, file, type MessageParam, type Tool } from '@plugboard/core';

// #region files
/** Compares a picture with a report. */
export async function compare(client: Client, picture: string, report: string): Promise<string> {
  const stream = await client.chat.completions.create({
    model: 'claude-opus-5-5',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: file(picture) } },
          { type: 'file', file: { file_data: file(report), filename: 'report.pdf' } },
          { type: 'text', text: 'Does the report fit the picture?' },
        ],
      },
    ],
    stream: true,
  });
  return stream.finalText();
}
// #endregion files

// #region thoughts
/** Asks until the model calls no more tools, and shows its thinking. The signed thinking goes back with each message. */
export async function think(
  client: Client,
  messages: MessageParam[],
  tools: readonly Tool[],
  call: (name: string, json: string) => Promise<string>,
  show: (thought: string) => void,
): Promise<string> {
  for (let round = 0; round < 10; round += 1) {
    const stream = await client.chat.completions.create({
      model: 'claude-opus-5-5',
      messages,
      tools,
      reasoning_effort: 'high',
      stream: true,
    });
    for await (const chunk of stream) show(chunk.choices[0]?.delta.reasoning_content ?? '');
    const message = await stream.finalMessage();
    messages.push(message);
    if (message.tool_calls === undefined) return message.content ?? '';
    for (const called of message.tool_calls) {
      if (called.type !== 'function') continue;
      const content = await call(called.function.name, called.function.arguments);
      messages.push({ role: 'tool', tool_call_id: called.id, content });
    }
  }
  throw new Error('The model only ever calls tools.');
}
// #endregion thoughts

// #region cache
/** Asks about a long text that the service caches for an hour. Returns how many tokens came from the cache. */
export async function askAbout(client: Client, book: string, question: string): Promise<number> {
  const completion = await client.chat.completions.create({
    model: 'claude-opus-5-5',
    messages: [
      {
        role: 'system',
        content: [{ type: 'text', text: book, cache_control: { type: 'ephemeral', ttl: '1h' } }],
      },
      { role: 'user', content: question },
    ],
  });
  return completion.usage?.prompt_tokens_details?.cached_tokens ?? 0;
}
// #endregion cache

// #region search
/** Returns the web pages that an answer draws on. A paused turn goes back as it is, and the service continues it. */
export async function search(client: Client, question: string): Promise<readonly string[]> {
  const messages: MessageParam[] = [{ role: 'user', content: question }];
  const sources: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const completion = await client.chat.completions.create({
      model: 'claude-opus-5-5',
      messages,
      provider_options: { anthropic: { tools: [{ type: 'web_search_20260318', name: 'web_search', max_uses: 5 }] } },
    });
    const [choice] = completion.choices;
    sources.push(...completion.sources.map(({ url }) => url));
    if (choice?.native_finish_reason !== 'pause_turn') break;
    messages.push(choice.message);
  }
  return sources;
}
// #endregion search
