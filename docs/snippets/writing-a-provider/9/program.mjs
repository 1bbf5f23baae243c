import process from 'node:process';
import { Client, formatResolution } from '@plugboard/core';

const client = new Client();
process.stdout.write(`${formatResolution(await client.explain('owl-1'))}\n`);
const completion = await client.chat.completions.create({
  model: 'owl-1',
  messages: [{ role: 'user', content: 'Who is there?' }],
});
process.stdout.write(`${completion.choices[0].message.content}\n`);
await client.close();
