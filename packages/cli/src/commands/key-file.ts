import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PlugboardError } from '@plugboard/core';
import type { GatewayKey } from '@plugboard/gateway';

/** A file of keys that may change while the gateway runs. */
export interface KeyFile {
  readonly keys: readonly GatewayKey[];
  /**
   * Tells of other keys about a second after the file has changed. Keys that cannot be read or taken are noted, and the old ones stay.
   *
   * @returns What ends it.
   */
  watch(take: (keys: readonly GatewayKey[]) => void, note: (message: string) => void): () => void;
}

const pollMs = 1000;

/** Reads a key file. Throws `config_invalid`, without quoting the file. */
export async function openKeyFile(name: string): Promise<KeyFile> {
  const path = resolve(name);
  const keys = await readKeys(path);
  return {
    keys,
    watch: (take, note) => {
      // Polling sees files that are replaced, as editors and orchestrators do it.
      const listener = (): void => void reload(path, take, note);
      watchFile(path, { interval: pollMs, persistent: false }, listener);
      return () => unwatchFile(path, listener);
    },
  };
}

async function reload(
  path: string,
  take: (keys: readonly GatewayKey[]) => void,
  note: (message: string) => void,
): Promise<void> {
  try {
    take(await readKeys(path));
    note(`The keys of ${path} were read again.`);
  } catch (error) {
    note(`The keys of ${path} stay as they were. ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readKeys(path: string): Promise<readonly GatewayKey[]> {
  const { parseKeyFile } = await import('@plugboard/gateway');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new PlugboardError('config_invalid', `The key file ${path} ${why}.`);
  }
  return parseKeyFile(text);
}
