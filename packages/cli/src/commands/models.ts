import type { Client } from '@plugboard/core';
import type { CommandIo } from '../command-io.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeJson, writeText } from '../write-text.ts';

/** `plugboard models [--live]` */
export async function models(client: Client, { live, json }: Arguments, io: CommandIo): Promise<number> {
  const listed = await client.models.list({ live });
  if (json) {
    writeJson(io.stdout, listed);
    return exitCodes.fine;
  }
  const rows = listed.map(({ provider, id, input, claimedBy, aliases = [] }) => [
    `${provider}/${id}`,
    input === undefined ? '' : input.length === 0 ? 'text' : `text, ${input.join(', ')}`,
    `by ${claimedBy}${aliases.length === 0 ? '' : `, also ${aliases.join(', ')}`}`,
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    writeText(io.stdout, `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`);
  }
  if (rows.length === 0)
    writeText(
      io.stderr,
      'No provider is set up. `npx -p @plugboard/cli plugboard doctor` shows where providers were searched for.\n',
    );
  return exitCodes.fine;
}
