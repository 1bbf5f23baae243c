import type { ParsedRequest, ParsedMessage, ParsedPart } from '../../call/parsed-request.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { MediaInput } from '../../media/media-input.ts';
import { chatParameters } from './chat-parameters.ts';
import type { CreateParams, MessageParam } from '../create-params.ts';
import { checkToolResults, parseTools } from './parse-tools.ts';
import { parseMessage } from './parse-message.ts';
import { MediaCollector } from './media-collector.ts';
import { invalidInput } from './check-input.ts';

/**
 * Checks what the caller wrote and takes over the files, all in the tick of `create()`: a stream that fails later must
 * fail the call and not the process. Throws `input_invalid`, and `unsupported` for what would be dropped; lets go of what it
 * had taken over.
 */
export function parseRequest(params: CreateParams, files: MediaCollector = new MediaCollector()): ParsedRequest {
  if (typeof params !== 'object' || params === null) {
    throw new PlugboardError('input_invalid', 'create() takes an object with model and messages.');
  }
  const { model, messages } = params;
  if (typeof model !== 'string' || model === '') throw invalidInput('model', 'must be a non-empty string.');
  if (!isList(messages)) throw invalidInput('messages', 'must be an array.');
  try {
    const turns: ParsedMessage[] = [];
    const lastCalls = new Map<string, string>();
    for (const [index, message] of messages.entries()) {
      const turn = parseMessage(message, index, files, lastCalls);
      turns.push(turn);
      for (const { id, function: called } of turn.toolCalls ?? []) lastCalls.set(called.name, id);
    }
    checkToolResults(turns);
    const loose = looseImages(params).map(([place, input]): ParsedPart => {
      return { type: 'media', media: files.take(input, undefined, place), place };
    });
    return {
      model,
      provider: params.provider ?? undefined,
      messages: withLooseImages(turns, loose),
      parameters: chatParameters(params),
      ...parseTools(params),
      providerOptions: providerOptionsOf(params),
      media: files.taken,
      stream: asksForStream(params),
      includeUsage: includesUsage(params),
    };
  } catch (error) {
    for (const media of files.taken) media.release();
    throw error;
  }
}

function isList(value: unknown): value is readonly MessageParam[] {
  return Array.isArray(value);
}

/** `null` is not an image: it is OpenAI's way to say "not given". */
function looseImages({
  image,
  images,
}: CreateParams): readonly (readonly [place: string, input: string | MediaInput])[] {
  const several = images ?? [];
  if (!Array.isArray(several as unknown)) throw invalidInput('images', 'must be an array.');
  const placed = several.map((input, index) => [`images[${index}]`, input] as const);
  return image === undefined || image === null ? placed : [['image', image], ...placed];
}

/** Images without a home go to the last user message, before its text as services like it best. */
function withLooseImages(turns: readonly ParsedMessage[], images: readonly ParsedPart[]): readonly ParsedMessage[] {
  if (images.length === 0) return turns;
  const home = turns.findLastIndex(({ role }) => role === 'user');
  if (home === -1) throw invalidInput('image', 'needs a user message to belong to.');
  return turns.map((turn, index) => (index === home ? { ...turn, content: [...images, ...turn.content] } : turn));
}

function providerOptionsOf({ provider_options: given }: CreateParams): ParsedRequest['providerOptions'] {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object') throw invalidInput('provider_options', 'must be an object keyed by plugin id.');
  for (const [plugin, options] of Object.entries(given)) {
    if (options !== undefined && (typeof options !== 'object' || options === null)) {
      throw invalidInput(`provider_options.${plugin}`, 'must be an object.');
    }
  }
  return given;
}

/** `"true"` or 1, from a form or another language, must not become a whole answer without a word. */
function asksForStream({ stream }: CreateParams): boolean {
  const given: unknown = stream ?? false;
  if (typeof given !== 'boolean') throw invalidInput('stream', 'must be true or false.');
  return given;
}

function includesUsage({ stream_options: given }: CreateParams): boolean {
  const include: unknown = given?.include_usage ?? false;
  if (typeof include !== 'boolean') throw invalidInput('stream_options.include_usage', 'must be true or false.');
  return include;
}
