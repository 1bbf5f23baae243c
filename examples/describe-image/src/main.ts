#!/usr/bin/env node
// describe-image <file> [question] [--model <name>]
import { createReadStream } from 'node:fs';
import { argv, stderr, stdout } from 'node:process';
import { Client } from '@plugboard/core';
import { describeEnding, type Ending } from './describe-ending.ts';
import { explain } from './explain.ts';
import { readArguments } from './read-arguments.ts';
import { showControlCharacters } from './show-control-characters.ts';
import { createUploadBar } from './upload-bar.ts';

const controller = new AbortController();
let outputFailure: NodeJS.ErrnoException | undefined;
process.on('SIGINT', () => controller.abort());
// Whoever reads the answer may stop before its end: `describe-image cat.jpeg | head -1`.
stdout.on('error', (error) => {
  outputFailure ??= error;
  controller.abort();
});
stderr.on('error', () => {});

/** Asks, and writes the answer as it comes. */
async function describeImage(): Promise<Ending> {
  const { file, question, model } = readArguments(argv.slice(2));
  const bar = createUploadBar(stderr);
  const client = new Client();
  const started = performance.now();
  try {
    const stream = await client.chat.completions.create(
      {
        model,
        messages: [{ role: 'user', content: question }],
        image: createReadStream(file),
        stream: true,
        stream_options: { include_usage: true },
      },
      { signal: controller.signal, onProgress: bar.show },
    );
    bar.clear();
    let ending: Ending = { model, firstTextMs: performance.now() - started };
    for await (const { choices, provider, usage } of stream) {
      const [choice] = choices;
      write(choice?.delta.content ?? '');
      ending = { ...ending, provider, finishReason: choice?.finish_reason, usage };
    }
    return { ...ending, warnings: stream.warnings };
  } finally {
    bar.clear();
    endLine();
    await client.close();
  }
}

let lastText = '\n';

function write(text: string): void {
  if (text === '') return;
  lastText = text;
  stdout.write(stdout.isTTY ? showControlCharacters(text) : text);
}

/** What had arrived stays; whatever is said next has its own line. */
function endLine(): void {
  if (!lastText.endsWith('\n')) write('\n');
}

try {
  stderr.write(`${describeEnding(await describeImage())}\n`);
} catch (error) {
  if (outputFailure?.code === 'EPIPE') process.exitCode = 0;
  else if (outputFailure === undefined && controller.signal.aborted) process.exitCode = 130;
  else {
    stderr.write(`describe-image: ${explain(outputFailure ?? error)}\n`);
    process.exitCode = 1;
  }
}
