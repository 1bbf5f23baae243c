import type { MediaHandle } from '../media/open-media.ts';
import { MediaCollector } from './parse/parse-content.ts';

/**
 * Opens the files of a run, whose messages are sent with each of its calls: a file is opened once, in the tick of `runTools()`, and stays
 * open for all of them.
 */
export class RunFiles extends MediaCollector {
  readonly #earlier = new Map<unknown, MediaHandle[]>();
  readonly #inputs: (readonly [input: unknown, media: MediaHandle])[] = [];

  /** For the next call of the run. */
  next(): RunFiles {
    const files = new RunFiles();
    for (const [input, media] of this.#inputs) {
      const known = files.#earlier.get(input) ?? [];
      files.#earlier.set(input, [...known, media]);
    }
    return files;
  }

  override take(...[input, ...rest]: Parameters<MediaCollector['take']>): MediaHandle {
    const known = this.#earlier.get(input)?.shift();
    const media = known ?? super.take(input, ...rest);
    if (known !== undefined) this.taken.push(known);
    this.#inputs.push([input, media]);
    return media;
  }
}
