#!/usr/bin/env node
// describe-image <file> [question] [--model <name>]
import { createReadStream } from 'node:fs';
import { argv, stderr, stdout } from 'node:process';
import { Client } from '@plugboard/core';
import { AnswerOutput } from './answer-output.ts';
import { describeEnding, type Ending } from './describe-ending.ts';
import { explain } from './explain.ts';
import { readArguments } from './read-arguments.ts';
import { createUploadBar } from './upload-bar.ts';

const controller = new AbortController();
const output = new AnswerOutput(stdout, () => controller.abort());
process.on('SIGINT', () => controller.abort());
stderr.on('error', () => {});

/** Asks, and writes the answer as it arrives. */
async function describeImage(): Promise<Ending> {
  const { file, question, model } = readArguments(argv.slice(2));
  const bar = createUploadBar(stderr);
  await using client = new Client();
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
      if (choice?.delta.revised_content !== undefined) startAnew(choice.delta.revised_content);
      output.write(choice?.delta.content ?? '');
      ending = { ...ending, provider, usage, finishReason: choice?.finish_reason };
    }
    return { ...ending, warnings: stream.warnings };
  } finally {
    bar.clear();
    await output.finish();
  }
}

/** Begins a new line, because text in a terminal or a pipe cannot be taken back. */
function startAnew(text: string): void {
  output.endLine();
  stderr.write('The service took its answer back; the new one follows.\n');
  output.write(text);
}

/** The exit code of a failure. */
function tell(error: unknown): number {
  if (output.failure?.code === 'EPIPE') return 0;
  if (output.failure === undefined && controller.signal.aborted) return 130;
  stderr.write(`describe-image: ${explain(output.failure ?? error)}\n`);
  return 1;
}

try {
  const ending = await describeImage();
  if (output.failure !== undefined) throw output.failure;
  stderr.write(`${describeEnding(ending)}\n`);
} catch (error) {
  process.exitCode = tell(error);
}
