import { resolve } from 'node:path';
import { isRecord, type JsonObject } from '../util/is-record.ts';
import { followReferences } from './follow-references.ts';
import type { LoadedConfig } from './load-config.ts';
import { inPlainText, plainText } from './plain-text.ts';
import { referenceFrom } from './references.ts';
import { invalidConfig, type JsonPath } from './shape.ts';

/** A section of the config that belongs to a program around the client. */
export interface ConfigSection {
  /** The section, in which values have replaced `$env` and `$file`. `undefined` if the config has no such section. */
  readonly value: JsonObject | undefined;
  /**
   * The config file, if there is one, and the files that `$file` names in the section. When one of them changes, read
   * the section again.
   */
  readonly files: readonly string[];
}

/** How to follow the references of a section, and which of its values are secret. */
interface ReadSectionOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of keys, at any depth, whose values must be references and not plain text. */
  readonly secrets: readonly string[];
}

/** Reads a section of a checked config. Rejects with `config_invalid`, without quoting any content. */
export async function readSection(
  name: 'gateway',
  { [name]: section, folder, file }: LoadedConfig,
  { environment, secrets }: ReadSectionOptions,
): Promise<ConfigSection> {
  const source = file ?? 'the config';
  refusePlainSecrets(section, [name], secrets, source);
  const value = await followReferences(section, [name], { environment, folder, source, onSecret: () => undefined });
  const named = filesIn(section).map((path) => resolve(folder, path));
  return { value: isRecord(value) ? value : undefined, files: file === undefined ? named : [file, ...named] };
}

/** People often show their config to others, so it must not contain a secret. */
function refusePlainSecrets(value: unknown, path: JsonPath, names: readonly string[], source: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, entry] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    const plain = names.includes(key) ? plainText(entry, place) : undefined;
    if (plain !== undefined) throw invalidConfig(`${inPlainText(plain, source, 'a secret')}.`);
    refusePlainSecrets(entry, place, names, source);
  }
}

/** The paths of the `$file` references in a checked value. */
function filesIn(value: unknown): readonly string[] {
  const reference = referenceFrom(value, []);
  if (reference !== undefined) return reference.kind === 'file' ? [reference.path] : [];
  if (Array.isArray(value)) return value.flatMap(filesIn);
  return isRecord(value) ? Object.values(value).flatMap(filesIn) : [];
}
