import { copyError } from '../errors/copy-error.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { LoadedMedia } from '../media/adopted-media.ts';
import { filesOf, type Draft, type FilePart } from './draft.ts';

/** Looks at all files that do not stay where they are. A failure names the place of its file. */
export function loadFiles(draft: Draft): Promise<readonly (readonly [file: FilePart, media: LoadedMedia])[]> {
  const files = filesOf(draft).filter(({ media }) => media.remoteUrl === undefined);
  return Promise.all(files.map(async (file) => [file, await load(file)] as const));
}

async function load({ media, place }: FilePart): Promise<LoadedMedia> {
  try {
    return await media.load();
  } catch (error) {
    throw PlugboardError.isInstance(error) ? copyError(error, { param: place }) : error;
  }
}
