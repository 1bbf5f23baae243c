import { PlugboardError } from '@plugboard/core';
import type { GatewayKey } from '../gateway-options.ts';

/**
 * The keys of a file. It has one key on each line, alone or after its name (`alice test-key`), with comments after `#`. Or it is a JSON
 * array of keys with `name`, `key`, `models` and `limits`, whose contents {@link Keyring} checks. Throws `config_invalid`, without
 * quoting anything.
 */
export function parseKeyFile(text: string): readonly GatewayKey[] {
  return /^\s*\[/.test(text) ? parseJsonKeys(text) : parseLines(text);
}

function parseJsonKeys(text: string): readonly GatewayKey[] {
  try {
    // The keyring checks every field.
    return JSON.parse(text) as readonly GatewayKey[];
  } catch {
    throw new PlugboardError('config_invalid', 'The key file begins like a JSON array but is not valid JSON.');
  }
}

function parseLines(text: string): readonly GatewayKey[] {
  const keys: GatewayKey[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    const [first = '', second, more] = words;
    if (first === '') continue;
    if (more !== undefined) throw wrongLine(index + 1);
    keys.push(second === undefined ? { name: `key-${index + 1}`, key: first } : { name: first, key: second });
  }
  if (keys.length === 0)
    throw new PlugboardError('config_invalid', 'The key file contains no key, so no request would be served.');
  return keys;
}

function wrongLine(line: number): PlugboardError {
  return new PlugboardError('config_invalid', `Line ${line} of the key file must be a key, or a name and a key.`);
}
