// #region parsed
import type { Client } from '@plugboard/core';
import { z } from 'zod';

const Person = z.object({ name: z.string(), born: z.number().int().nullable() });

/** The answer as a value with the type of the schema; `null` when the model declines. */
export async function personIn(client: Client, text: string): Promise<z.infer<typeof Person> | null> {
  const completion = await client.chat.completions.parse({
    model: 'assistant',
    messages: [{ role: 'user', content: `Whom is this about? ${text}` }],
    response_format: Person,
  });
  return completion.choices[0]?.message.parsed ?? null;
}
// #endregion parsed
