import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MediaKind } from '@plugboard/core/provider';
import type { FixtureRequest } from '../fixtures/fixture.ts';
import { isFileName } from '../fixtures/file-name.ts';
import { recordFixture } from '../recorder/record-fixture.ts';
import type { CommandContext } from './context.ts';
import { findPlugin } from './find-plugin.ts';
import { optionsForRecording } from './plugin-options.ts';
import { UsageError } from './usage.ts';

/** Options of `record`, besides the plugin. */
export interface RecordArguments {
  readonly model?: string | undefined;
  readonly prompt?: string | undefined;
  readonly name?: string | undefined;
  readonly file?: string | undefined;
  readonly fixtures?: string | undefined;
  readonly options?: string | undefined;
  readonly from?: string | undefined;
  readonly pattern?: readonly string[] | undefined;
  /** The caller wants no stream. */
  readonly whole?: boolean | undefined;
  readonly failure?: boolean | undefined;
  readonly overwrite?: boolean | undefined;
}

const kinds: readonly (readonly [ending: RegExp, kind: MediaKind])[] = [
  [/\.(?:mp4|mov|webm|mkv)$/i, 'video'],
  [/\.(?:mp3|wav|ogg|m4a|flac)$/i, 'audio'],
  [/\.pdf$/i, 'pdf'],
];

/** The command `record`: one real call becomes a fixture. */
export async function record(target: string, given: RecordArguments, context: CommandContext): Promise<number> {
  const { model, prompt, name } = given;
  if (model === undefined || prompt === undefined || name === undefined) {
    throw new UsageError('record needs --model, --prompt and --name.');
  }
  if (!isFileName(`${name}.json`)) {
    throw new UsageError(
      `${JSON.stringify(name)} is not a name for a fixture: lower-case letters, digits, ".", "_", "-".`,
    );
  }
  const patterns = patternsFrom(given.pattern ?? []);
  const found = await findPlugin(target, context.folder);
  const { options, secrets } = optionsForRecording(given.options, context.environment);
  const folder = given.fixtures === undefined ? found.fixtures : resolve(context.folder, given.fixtures);
  const file = given.file === undefined ? undefined : await readMedia(resolve(context.folder, given.file));
  const request: FixtureRequest = {
    model,
    ...(given.whole === true && { stream: false }),
    messages: [{ role: 'user', content: file === undefined ? prompt : [{ type: 'text', text: prompt }, file.part] }],
  };
  await recordFixture({
    provider: found.plugin(options),
    folder: pathToFileURL(`${folder}/`),
    name,
    from: given.from ?? found.definition.id,
    request,
    secrets,
    patterns,
    files: file === undefined ? {} : { [file.part.file]: file.bytes },
    failure: given.failure,
    overwrite: given.overwrite,
  });
  context.print(`Wrote ${join(folder, `${name}.json`)}. Read it before you commit it.`);
  return 0;
}

/** `upload=/files/([\w-]+)`: the name of a placeholder, and an expression that finds its value. */
function patternsFrom(given: readonly string[]): Readonly<Record<string, RegExp>> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, expression] = /^([\w-]+)=(.+)$/s.exec(text) ?? [];
      try {
        if (name !== undefined && expression !== undefined) return [name, new RegExp(expression)];
      } catch {
        // Reported below, like any text that is not an expression.
      }
      throw new UsageError(`--pattern needs a name and a regular expression: --pattern 'upload=/files/([\\w-]+)'`);
    }),
  );
}

async function readMedia(path: string) {
  const bytes = await readFile(path).catch(() => {
    throw new UsageError(`${path} cannot be read.`);
  });
  const type: MediaKind = kinds.find(([ending]) => ending.test(path))?.[1] ?? 'image';
  return { bytes, part: { type, file: basename(path).toLowerCase() } };
}
