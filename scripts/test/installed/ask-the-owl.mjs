// A program of somebody else, in a folder where a provider is installed that nobody names.
import process from 'node:process';
import { Client, file } from '@plugboard/core';

const client = new Client();
const stream = await client.chat.completions.create({
  model: 'owl-1',
  messages: [{ role: 'user', content: 'What can you see?' }],
  image: file(process.argv[2] ?? ''),
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
await client.close();
