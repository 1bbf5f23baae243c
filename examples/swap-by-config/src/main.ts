#!/usr/bin/env node
// swap-by-config <image> [question]; PLUGBOARD_CONFIG says which service answers.
import process, { argv, stderr, stdout } from 'node:process';
import { Client, file } from '@plugboard/core';

// #region program
async function describe(path: string, question: string): Promise<void> {
  const client = new Client();
  try {
    const stream = await client.chat.completions.create({
      model: 'assistant',
      messages: [{ role: 'user', content: question }],
      image: file(path),
      stream: true,
    });
    for await (const text of stream.textStream) stdout.write(text);
    stdout.write('\n');
    const { provider, model } = stream.resolution;
    for (const warning of stream.warnings) stderr.write(`${warning}\n`);
    stderr.write(`Answered by ${provider}/${model}.\n`);
  } finally {
    await client.close();
  }
}
// #endregion program

const [image, question = 'What can you see in the image?'] = argv.slice(2);
try {
  if (image === undefined) throw new Error('Use: swap-by-config <image> [question]');
  await describe(image, question);
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
