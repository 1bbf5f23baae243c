import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { MediaKind } from '../../contract/media.ts';
import type { MediaHandle } from '../../media/open-media.ts';
import type { MediaInput } from '../../media/media-input.ts';
import { jsonFault, formatPlace, invalidInput, isGiven } from './check-input.ts';
import { isRecord } from '../../util/is-record.ts';
import type { CreateParams } from '../create-params.ts';
import { MediaCollector } from './parse-content.ts';
import { parseRequest } from './parse-request.ts';

/** Parameters with which a stranger would choose in place of the owner of the server. */
const choices = ['provider', 'provider_options'] as const;

/** What a stranger's request may contain beyond OpenAI's parameters. */
export interface ChatBodyOptions {
  /** Parameters to allow. Default: none. */
  readonly allow?: readonly (typeof choices)[number][] | undefined;
}

/**
 * Checks the body of a stranger's chat request, for a server that passes it to `create()`, and returns it with its
 * type. The body must be a result of `JSON.parse`: no instances of classes, no key `__proto__`, at most 64 levels deep.
 * Its parameters, messages and tools must have the right shapes. `provider` and `provider_options` are refused unless
 * `allow` names them. Only `create()` finds out what a provider does not accept, and which files are not what they
 * claim to be.
 *
 * @throws PlugboardError `input_invalid` or `unsupported`, whose `param` is the path of the fault.
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

/** Like `jsonFault`, for values that may have getters, which may throw. */
function faultIn(value: unknown): ReturnType<typeof jsonFault> {
  try {
    return jsonFault(value);
  } catch {
    return { place: [], says: 'must be what JSON.parse gives: reading it fails.' };
  }
}

/** Runs the checks of `create()` without opening a file. */
function assertParams(value: object): asserts value is CreateParams {
  parseRequest(value as CreateParams, new UnopenedMedia());
}

/** Checks that each file is a string, which is the only form of a file in JSON, and opens none. */
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
