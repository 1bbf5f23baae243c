import type { AdoptedMedia } from '../media/adopted-media.ts';
import { adoptMedia } from '../media/adopt-media.ts';
import type { MediaInput, MediaKind } from '../media/media.ts';

/** Numbers the files of a call by kind of mention, so that errors can name them. */
export class FileIntake {
  readonly taken: AdoptedMedia[] = [];

  take(input: string | MediaInput, kind: MediaKind | undefined): AdoptedMedia {
    const media = adoptMedia(input, { label: `${kind ?? 'image'} ${this.taken.length + 1}`, kind });
    this.taken.push(media);
    return media;
  }
}
