// #region loop
import type { Client, MessageParam, Tool } from '@plugboard/core';

const weather: Tool = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The temperature in a city, in °C.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

/** Asks up to five times, until the model answers without calling a tool. */
export async function askWithWeather(
  client: Client,
  question: string,
  temperatureIn: (city: string) => Promise<number>,
): Promise<string> {
  const messages: MessageParam[] = [{ role: 'user', content: question }];
  for (let round = 0; round < 5; round += 1) {
    const completion = await client.chat.completions.create({ model: 'assistant', messages, tools: [weather] });
    const message = completion.choices[0]?.message;
    if (message?.tool_calls === undefined) return message?.content ?? '';
    messages.push(message);
    for (const call of message.tool_calls) {
      if (call.type !== 'function') continue;
      // The model wrote these arguments: JSON that nobody has checked yet.
      const { city } = JSON.parse(call.function.arguments) as { city: string };
      messages.push({ role: 'tool', tool_call_id: call.id, content: `${await temperatureIn(city)} °C` });
    }
  }
  throw new Error('The model only ever calls tools.');
}
// #endregion loop

// #region run
/** The same with `runTools()`: it asks, runs what the model calls, and asks again. */
export async function runWithWeather(
  client: Client,
  question: string,
  temperatureIn: (city: string) => Promise<number>,
): Promise<string | null> {
  const run = client.chat.completions.runTools(
    {
      model: 'assistant',
      messages: [{ role: 'user', content: question }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'The temperature in a city, in °C.',
            parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
            parse: JSON.parse,
            function: ({ city }: { readonly city: string }) => temperatureIn(city),
          },
        },
      ],
    },
    { maxChatCompletions: 5 },
  );
  run.on('functionToolCallResult', (result) => console.log('The model is told:', result));
  return run.finalContent();
}
// #endregion run

// #region form
/** Returns the answer as JSON that follows a schema. */
export async function nameOf(client: Client, text: string): Promise<unknown> {
  const completion = await client.chat.completions.create({
    model: 'assistant',
    messages: [{ role: 'user', content: `Whom is this about? ${text}` }],
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'person',
        strict: true,
        schema: {
          type: 'object',
          properties: { name: { type: 'string' } },
          required: ['name'],
          additionalProperties: false,
        },
      },
    },
  });
  return JSON.parse(completion.choices[0]?.message.content ?? 'null');
}
// #endregion form
