import process from 'node:process';
import { Client, file } from '@plugboard/core';
import { owl } from './owl.js';

const [question = 'Who is there?', picture] = process.argv.slice(2);
const client = new Client({ providers: [owl] });
try {
  const stream = await client.chat.completions.create({
    model: 'owl-1',
    messages: [{ role: 'user', content: question }],
    image: picture === undefined ? undefined : file(picture),
    stream: true,
  });
  for await (const text of stream.textStream) process.stdout.write(text);
} catch (error) {
  process.stdout.write(` ✗ ${error.code}: ${error.message}`);
  if (process.env.DEBUG) console.error('\n', error);
}
process.stdout.write('\n');
await client.close();
