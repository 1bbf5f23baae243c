import { formatResolution, type Client } from '@plugboard/core';
import type { CommandIo } from '../command-io.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeJson, writeText } from '../write-text.ts';

/** `plugboard explain <model>` */
export async function explain(client: Client, { operands, provider, json }: Arguments, io: CommandIo): Promise<number> {
  const resolution = await client.explain(operands[0] ?? '', provider === undefined ? {} : { provider });
  if (json) writeJson(io.stdout, resolution);
  else writeText(io.stdout, `${formatResolution(resolution)}\n`);
  return exitCodes.fine;
}
