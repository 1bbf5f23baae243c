import { copyError } from '../../errors/copy-error.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { type MediaHandle, openMedia } from '../../media/open-media.ts';
import type { MediaKind } from '../../contract/media.ts';
import type { MediaInput } from '../../media/media-input.ts';

/** Numbers the files of a call by kind of mention, so that errors can name them. */
export class MediaCollector {
  readonly taken: MediaHandle[] = [];

  /** @param place - Where it stands in what the caller gave; goes with the error of what can never be a file. */
  take(input: string | MediaInput, kind: MediaKind | undefined, place: string): MediaHandle {
    const media = adopted(input, kind, `${kind ?? 'image'} ${this.taken.length + 1}`, place);
    this.taken.push(media);
    return media;
  }
}

function adopted(input: string | MediaInput, kind: MediaKind | undefined, label: string, place: string): MediaHandle {
  try {
    return openMedia(input, { label, kind });
  } catch (error) {
    throw PlugboardError.isInstance(error) ? copyError(error, { param: place }) : error;
  }
}
