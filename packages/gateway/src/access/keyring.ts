import { createHash, timingSafeEqual } from 'node:crypto';
import { PlugboardError } from '@plugboard/core';
import { Refusal } from '../wire/refusal.ts';
import type { GatewayKey, KeyLimits } from '../gateway-options.ts';

/** Somebody with a key. */
export interface KeyHolder {
  readonly name: string;
  readonly models: readonly string[] | undefined;
  readonly limits: KeyLimits | undefined;
}

interface Entry extends KeyHolder {
  readonly digest: Buffer;
}

/** The accepted keys. Only digests are compared, and always with all keys, so that the time reveals nothing. */
export class Keyring {
  readonly #entries: readonly Entry[];

  /** Throws `config_invalid`. */
  constructor(keys: readonly GatewayKey[]) {
    if (keys.length === 0)
      throw invalid('keys', 'is an empty list, so no request would be served. Add a key, or leave the option out.');
    this.#entries = keys.map((key, index) => {
      checkKey(key, `keys[${index}]`);
      const { name, models, limits } = key;
      return { name, models, limits, digest: digestOf(key.key) };
    });
    refuseTwice(this.#entries);
  }

  /** Who sent a request. Throws a refusal with 401. */
  find(authorization: string | undefined): KeyHolder {
    const given = /^Bearer +(?<key>\S+) *$/i.exec(authorization ?? '')?.groups?.['key'];
    if (given === undefined) {
      throw unauthorized('No API key was given. Send it as "Authorization: Bearer <key>".');
    }
    const digest = digestOf(given);
    let found: KeyHolder | undefined;
    for (const entry of this.#entries) if (timingSafeEqual(entry.digest, digest)) found = entry;
    if (found === undefined) throw unauthorized('This gateway does not know the API key.');
    return found;
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

const limitNames = ['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const;
const names: ReadonlySet<string> = new Set(['name', 'key', 'models', 'limits']);

/** Checks the types as well, because a key may come from a file. */
function checkKey(given: unknown, where: string): asserts given is GatewayKey {
  const key = recordIn(given, where, names);
  const { name, key: secret, models, limits } = key;
  if (typeof name !== 'string' || !/^[\w.@ -]{1,100}$/.test(name)) {
    throw invalid(`${where}.name`, 'must be 1 to 100 characters: letters, digits, spaces, and . _ @ -');
  }
  if (typeof secret !== 'string' || !/^[\x21-\x7e]+$/.test(secret)) {
    throw invalid(`${where}.key`, 'must be a string of visible ASCII characters without spaces.');
  }
  if (models !== undefined && !(Array.isArray(models) && models.length > 0 && models.every(isText))) {
    throw invalid(`${where}.models`, 'must be a non-empty list of model names.');
  }
  if (limits === undefined) return;
  for (const [limit, value] of Object.entries(recordIn(limits, `${where}.limits`, new Set<string>(limitNames)))) {
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) > 0)) continue;
    throw invalid(`${where}.limits.${limit}`, 'must be a whole number from 1 up.');
  }
}

function recordIn(value: unknown, where: string, known: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(where, 'must be an object.');
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw invalid(`${where}.${unknown}`, `is not a known key (known: ${[...known].join(', ')}).`);
  return { ...value };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function refuseTwice(entries: readonly Entry[]): void {
  for (const [index, entry] of entries.entries()) {
    const others = entries.slice(0, index);
    if (others.some(({ name }) => name === entry.name))
      throw invalid(`keys[${index}].name`, 'is already the name of another key.');
    if (others.some(({ digest }) => digest.equals(entry.digest))) {
      throw invalid(`keys[${index}].key`, 'is already in the list.');
    }
  }
}

function invalid(where: string, says: string): PlugboardError {
  return new PlugboardError('config_invalid', `Options of the gateway: ${where} ${says}`);
}

function unauthorized(message: string): Refusal {
  const headers = { 'www-authenticate': 'Bearer' };
  return new Refusal(message, { status: 401, code: 'invalid_api_key', headers });
}
