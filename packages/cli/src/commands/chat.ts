import { file, PlugboardError, type Client, type CreateParams, type MediaInput } from '@plugboard/core';
import type { CommandIo } from '../command-io.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeJson, writeText } from '../write-text.ts';

/** `plugboard chat <question>` */
export async function chat(client: Client, args: Arguments, io: CommandIo): Promise<number> {
  const { json, model = '', images, provider } = args;
  const params: CreateParams = { model, messages: await messagesOf(args, io), images: images.map(toInput), provider };
  const options = { signal: io.signal };
  if (json) {
    writeJson(io.stdout, await client.chat.completions.create({ ...params, stream: false }, options));
    return exitCodes.fine;
  }
  const stream = await client.chat.completions.create({ ...params, stream: true }, options);
  let last = '\n';
  try {
    for await (const event of stream.events) {
      if (event.type === 'text-revised') {
        // Text that has been written cannot be removed.
        writeText(io.stdout, `${last.endsWith('\n') ? '' : '\n'}\n[The model started again.]\n${event.text}`);
      } else if (event.type === 'text-delta' || event.type === 'refusal-delta') writeText(io.stdout, event.text);
      else continue;
      last = event.text;
    }
  } finally {
    if (!last.endsWith('\n')) writeText(io.stdout, '\n');
  }
  for (const warning of stream.warnings) writeText(io.stderr, `${warning}\n`);
  writeText(io.stderr, `Answered by ${stream.resolution.provider}/${stream.resolution.model}.\n`);
  return exitCodes.fine;
}

async function messagesOf({ operands, system }: Arguments, io: CommandIo): Promise<CreateParams['messages']> {
  const [operand = ''] = operands;
  const question = operand === '-' ? await readAll(io.stdin) : operand;
  if (question.trim() === '') throw new PlugboardError('input_invalid', 'The question is empty.');
  const asked = { role: 'user', content: question } as const;
  return system === undefined ? [asked] : [{ role: 'system', content: system }, asked];
}

/** On a command line, a plain word is a path, and a `file:` URL is allowed, because the user who types it may read the file. */
function toInput(image: string): string | MediaInput {
  if (/^file:/i.test(image) && URL.canParse(image)) return new URL(image);
  return /^(?:https?|data):/i.test(image) ? image : file(image);
}

async function readAll(input: CommandIo['stdin']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of input) text += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}
