// #region parsed
import type { Client } from '@plugboard/core';
import { z } from 'zod';

const Person = z.object({ name: z.string(), born: z.number().int().nullable() });

/** Returns the answer as a value of the schema's type. `null` if the model refuses. */
export async function personIn(client: Client, text: string): Promise<z.infer<typeof Person> | null> {
  const completion = await client.chat.completions.parse({
    model: 'assistant',
    messages: [{ role: 'user', content: `Whom is this about? ${text}` }],
    response_format: Person,
  });
  return completion.choices[0]?.message.parsed ?? null;
}
// #endregion parsed
