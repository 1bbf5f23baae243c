import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PlugboardError } from '@plugboard/core';
import type { GatewayKey } from '@plugboard/gateway';

/** Reads a key file. Throws `config_invalid`, without quoting the file. */
export async function readKeyFile(
  name: string,
): Promise<{ readonly keys: readonly GatewayKey[]; readonly files: readonly string[] }> {
  const path = resolve(name);
  const { parseKeyFile } = await import('@plugboard/gateway');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new PlugboardError('config_invalid', `The key file ${path} ${why}.`);
  }
  return { keys: parseKeyFile(text), files: [path] };
}
