import type { MediaHandle } from '../media/open-media.ts';
import { MediaCollector, releaseFiles } from './parse/parse-content.ts';
import { parseRequest } from './parse/parse-request.ts';
import type { CreateParams } from './create-params.ts';

/**
 * Opens the files of a run. Each call of the run sends all messages again, so a file is opened only once, in the same
 * tick as `runTools()`, and stays open for all calls.
 */
export class RunFiles extends MediaCollector {
  readonly #earlier = new Map<unknown, MediaHandle[]>();
  readonly #inputs: (readonly [input: unknown, media: MediaHandle])[] = [];

  /** A collector for the next call of the run, which reuses the files that are open. */
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

/** Checks the messages of a run, and takes charge of their files, in the tick of `runTools()`. `check`: what else may refuse it. */
export function takeRunFiles(params: Omit<CreateParams, 'tools' | 'response_format'>, check: () => void): RunFiles {
  const files = new RunFiles();
  try {
    check();
    parseRequest({ ...params, tools: undefined, tool_choice: undefined, response_format: undefined }, files);
  } catch (error) {
    releaseFiles(params);
    throw error;
  }
  return files;
}
