import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { MediaKind } from '../../contract/media.ts';
import type { MediaHandle } from '../../media/open-media.ts';
import type { MediaInput } from '../../media/media-input.ts';
import { jsonFault, formatPlace, invalidInput, isGiven } from './check-input.ts';
import { isRecord } from '../../util/is-record.ts';
import type { CreateParams } from '../create-params.ts';
import { MediaCollector } from './parse-content.ts';
import { parseRequest } from './parse-request.ts';

/** Parameters that choose for the owner of the server. */
const choices = ['provider', 'provider_options'] as const;

/** What a stranger may say beyond OpenAI's parameters. */
export interface ChatBodyOptions {
  /** Default: neither. */
  readonly allow?: readonly (typeof choices)[number][] | undefined;
}

/**
 * Checks the body of a stranger's request for a chat, such as a server gets it, and gives it its type for `create()`. The body must be
 * what `JSON.parse` gives: no instances of classes, no key `__proto__`, at most 64 levels deep. Its parameters, messages and tools must
 * have the right shapes. `provider` and `provider_options` are refused unless `allow` names them. What a provider does not accept, and
 * files that are not what they say, are found by `create()`.
 *
 * @throws PlugboardError `input_invalid` or `unsupported`, with `param` as the path of the fault.
 */
export function parseChatBody(value: unknown, options: ChatBodyOptions = {}): CreateParams {
  if (!isRecord(value)) throw invalidBody('must be an object with model and messages.');
  const fault = faultIn(value);
  if (fault?.place.length === 0) throw invalidBody(fault.says);
  if (fault !== undefined) throw invalidInput(formatPlace(fault.place), fault.says);
  for (const name of choices) {
    if (options.allow?.includes(name) === true || !isGiven(value[name])) continue;
    throw invalidInput(name, 'is not allowed in this body.');
  }
  assertParams(value);
  return value;
}

/** `JSON.parse` gives no getters. Those of other values may throw anything. */
function faultIn(value: unknown): ReturnType<typeof jsonFault> {
  try {
    return jsonFault(value);
  } catch {
    return { place: [], says: 'must be what JSON.parse gives: reading it fails.' };
  }
}

/** `create()` checks what callers without types pass. Here the same checks run without opening a file. */
function assertParams(value: object): asserts value is CreateParams {
  parseRequest(value as CreateParams, new UnopenedMedia());
}

/** Checks that each file is text, which is all that JSON has for one, and opens none. */
class UnopenedMedia extends MediaCollector {
  override take(input: string | MediaInput, kind: MediaKind | undefined, place: string): MediaHandle {
    if (typeof input !== 'string') throw invalidInput(place, 'must be a string: an https: or data: URL.');
    const load = (): Promise<never> => Promise.reject(new TypeError(`${place} was not opened`));
    return { label: place, kind, remoteUrl: undefined, load, release: () => undefined };
  }
}

function invalidBody(says: string): PlugboardError {
  return new PlugboardError('input_invalid', `The body ${says}`);
}
