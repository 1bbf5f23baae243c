import { Client, type Config, file, type MessageParam, type Tool } from '@plugboard/core';

/** One turn: a question, and the config that decides which service answers. */
export interface Turn {
  readonly config: string | Config;
  readonly question: string;
  readonly image?: string | undefined;
}

/** The result of a turn. */
export interface Told {
  readonly answeredBy: string;
  readonly thoughts: string;
  readonly calls: readonly string[];
  readonly text: string;
}

const weather: Tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

// #region conversation
/** One conversation, each turn of which another service may answer: the configs decide. */
export async function converse(turns: readonly Turn[], tell: (told: Told) => void): Promise<void> {
  const messages: MessageParam[] = [];
  for (const { config, question, image } of turns) {
    await using client = new Client({ config, unsupported: 'drop' });
    messages.push({
      role: 'user',
      content: [
        { type: 'text', text: question },
        ...(image === undefined ? [] : [{ type: 'image_url', image_url: { url: file(image) } } as const]),
      ],
    });
    tell(await answer(client, messages));
  }
}

async function answer(client: Client, messages: MessageParam[]): Promise<Told> {
  const calls: string[] = [];
  let thoughts = '';
  for (let round = 0; round < 5; round += 1) {
    const stream = await client.chat.completions.create({
      model: 'assistant',
      messages,
      tools: [weather],
      reasoning_effort: 'low',
      stream: true,
    });
    const message = await stream.finalMessage();
    messages.push(message);
    thoughts += message.reasoning_content ?? '';
    if (message.tool_calls === undefined) {
      const { provider, model } = stream.resolution;
      return { answeredBy: `${provider}/${model}`, thoughts, calls, text: message.content ?? '' };
    }
    for (const call of message.tool_calls) {
      if (call.type !== 'function') continue;
      calls.push(`${call.function.name} ${call.function.arguments}`);
      messages.push({ role: 'tool', tool_call_id: call.id, content: 'Rain, 7 °C.' });
    }
  }
  throw new Error('The model only ever calls tools.');
}
// #endregion conversation
