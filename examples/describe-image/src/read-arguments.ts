import { parseArgs } from 'node:util';

/** The parsed command line. */
export interface Arguments {
  readonly file: string;
  readonly question: string;
  readonly model: string;
}

const usage = 'Use: describe-image <file> [question] [--model <name>]';

/** Throws an error whose message is for the user. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { model: { type: 'string', default: 'reka-core' } },
  });
  const [file, question = 'What can you see in the image?', ...rest] = positionals;
  if (file === undefined) throw new Error(`Which image? ${usage}`);
  if (rest.length > 0) throw new Error(`Put the question in quotes: it is one argument. ${usage}`);
  return { file, question, model: values.model };
}
