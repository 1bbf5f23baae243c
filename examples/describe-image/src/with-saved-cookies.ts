import { Client, file } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';

const client = new Client({ provider: reka({ cookies: 'cookies.json' }) });
const stream = await client.chat.completions.create({
  model: 'reka-core',
  messages: [{ role: 'user', content: 'What can you see in the image?' }],
  image: file('cat.jpeg'),
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
