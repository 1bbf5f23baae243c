import { PlugboardError, type ChatRequest, type ContentPart } from '@plugboard/core/provider';
import type { Preset } from './preset.ts';

/** Fields of the body that belong to `create()` itself. If one were given twice, one of the two values would be dropped silently. */
const written: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'response_format',
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'reasoning_effort',
]);

/** Throws `unsupported` or `input_invalid` for what the service does not take, before anything is sent. */
export function checkRequest({ messages, parameters, extra }: ChatRequest, preset: Preset): void {
  for (const name of Object.keys(extra)) {
    if (written.has(name) || Object.values(preset.spelling ?? {}).includes(name)) {
      throw new PlugboardError('input_invalid', `${name} belongs to create() itself, not to provider_options.openai.`, {
        param: `provider_options.openai.${name}`,
      });
    }
    if (Object.hasOwn(parameters, name)) {
      throw new PlugboardError(
        'input_invalid',
        `${name} is given both to create() itself and in provider_options.openai. Give it once.`,
        {
          param: `provider_options.openai.${name}`,
        },
      );
    }
    if (name === 'n') {
      throw new PlugboardError('unsupported', 'create() returns one answer. Leave n out.', {
        param: 'provider_options.openai.n',
      });
    }
  }
  for (const { content } of messages) for (const part of content) checkPart(part, preset);
}

function checkPart(part: ContentPart, preset: Preset): void {
  if (part.type === 'text' || part.isFileId === true) return;
  if (!preset.media.includes(part.type)) {
    const takes = preset.media.length === 0 ? 'text only' : `text and ${preset.media.join(', ')}`;
    throw new PlugboardError(
      'unsupported',
      `${preset.service} takes ${takes}, but a message has a file of kind ${part.type}.`,
    );
  }
  if (typeof part.source === 'string' && !preset.remoteMedia.includes(part.type)) {
    throw new PlugboardError(
      'unsupported',
      `${preset.service} does not fetch files of kind ${part.type} from a URL. Download it and pass it as file(path) or bytes.`,
    );
  }
}
