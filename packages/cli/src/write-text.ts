import type { Output } from './command-io.ts';
import { showControlCharacters } from './show-control-characters.ts';

/** Writes text unchanged to a file or a pipe. For a terminal, control characters are made visible. */
export function writeText(output: Output, text: string): void {
  if (text !== '') output.write(output.isTTY === true ? showControlCharacters(text) : text);
}

/** Writes one JSON document, for a program to read. */
export function writeJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
