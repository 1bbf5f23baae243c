import { createReadStream } from 'node:fs';
import { Client } from '@plugboard/core';

const client = new Client();
for (const model of ['gpt-4o', 'reka-core', 'ollama/llava']) {
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'What can you see in the image?' }],
    image: createReadStream('cat.jpeg'),
    stream: true,
  });
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
}
