import {
  type ChatMessage,
  type JsonObject,
  jsonObjectIn,
  argumentsOf,
  textIn,
  type ToolCall,
} from '@plugboard/core/provider';
import { detailFormat } from '../detail-format.ts';
import type { Part } from './media-parts.ts';

/** The documented placeholder for the signature of calls that the service did not make. */
const standIn = 'skip_thought_signature_validator';

/**
 * The parts of a turn of the model in their order. Parts that the service needs back have their old places, each signature is at the text
 * with which it came, and calls come last.
 *
 * @param signedCalls - Whether the model requires a signature at the first call of a turn.
 */
export function modelParts(message: ChatMessage, where: string, signedCalls: boolean): readonly Part[] {
  const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const details = (message.reasoning_details ?? [])
    .filter(({ format }) => format === detailFormat)
    .toSorted((one, other) => numberIn(one['index']) - numberIn(other['index']));
  const parts: Part[] = [];
  let done = 0;
  const say = (until: number, signature?: string): void => {
    const said = text.slice(done, until);
    done = Math.max(done, until);
    if (signature !== undefined) parts.push({ text: said, thoughtSignature: signature });
    else if (said !== '') parts.push({ text: said });
  };
  for (const detail of details) {
    const { type, format: _format, index: _index, start, end, ...part } = detail;
    say(numberIn(start));
    if (type === 'part') parts.push(part);
    else if (typeof part['thoughtSignature'] === 'string') say(numberIn(end), part['thoughtSignature']);
  }
  say(text.length);
  const calls = message.tool_calls ?? [];
  return [
    ...parts,
    ...calls.map((call, index) => callPart(call, `${where}.tool_calls[${index}]`, signedCalls && index === 0)),
  ];
}

function callPart(call: ToolCall, where: string, isSigned: boolean): Part {
  const google = googleIn(call);
  const id = textIn(google['id']);
  const signature = textIn(google['thought_signature']) || (isSigned ? standIn : '');
  return {
    functionCall: { ...(id !== '' && { id }), name: call.function.name, args: argumentsOf(call, where) },
    ...(signature !== '' && { thoughtSignature: signature }),
  };
}

/** The fields of a call for which OpenAI has no place. */
export function googleIn({ extra_content: extra }: ToolCall): JsonObject {
  return jsonObjectIn(jsonObjectIn(extra)['google']);
}

function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
