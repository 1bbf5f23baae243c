import { createHash, randomUUID } from 'node:crypto';
import {
  answerTo,
  fieldOf,
  isJsonObject,
  namesIn,
  sampleValue,
  type JsonObject,
  type Signatures,
} from '@plugboard/emulator-kit';
import { thinks, type MessagesRequest } from '../request/messages-request.ts';
import type { CalledTool, MessagesSwitches } from '../scenario.ts';
import type { Answer, AnswerBlock, CallBlock } from './answer.ts';
import { questionOf, type Asked } from './question.ts';
import { limited } from './limit-answer.ts';

/** Strings that the service documents for tests: in a prompt, they lead to a redacted thought or to a refusal. */
const magicStrings = {
  redacted:
    'ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB',
  refusal: 'ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL_1FAEFB6177B4672DEE07F9D3AFC62588CCD2631EDCF22E8CCC1FB35B501C9C86',
} as const;

const citedCharacters = 40;

/** Writes the answer to a request that has passed every rule. */
export function writeAnswer(request: MessagesRequest, switches: MessagesSwitches, signatures: Signatures): Answer {
  const asked = questionOf(request);
  if (asked.text.includes(magicStrings.refusal)) {
    const stopDetails = switches.stopDetails ?? { type: 'refusal', category: null, explanation: null };
    return limited([], request, { stopReason: 'refusal', ...switches, stopDetails });
  }
  const calls = callsOf(request, asked, switches);
  const blocks: AnswerBlock[] = [
    ...thoughtsOf(request, asked, switches, signatures),
    ...textsOf(request, asked, calls, switches),
    ...calls.map(callBlock),
  ];
  if (switches.stopReason === 'pause_turn') blocks.push(searchUnderWay(asked));
  return limited(blocks, request, switches);
}

function thoughtsOf(
  request: MessagesRequest,
  { text }: Asked,
  switches: MessagesSwitches,
  signatures: Signatures,
): readonly AnswerBlock[] {
  if (!thinks(request)) return [];
  const model = request.model.id;
  if (switches.redacted ?? text.includes(magicStrings.redacted)) {
    return [{ type: 'redacted_thinking', data: signatures.sign(model, '') }];
  }
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const thought = switches.thought ?? `Nobody thinks here; the emulator signs this text about prompt ${digest}.`;
  const thinking = request.thinking.display === 'omitted' ? '' : thought;
  return [{ type: 'thinking', thinking, signature: signatures.sign(model, thinking) }];
}

function textsOf(
  { format, tools, turns }: MessagesRequest,
  asked: Asked,
  calls: readonly CalledTool[],
  switches: MessagesSwitches,
): readonly AnswerBlock[] {
  const citations = citationsFrom(turns.at(-1)?.blocks ?? []);
  const given = switches.answer;
  if (given !== undefined) return given === '' ? [] : [{ type: 'text', text: given, citations }];
  if (format !== undefined) {
    return [{ type: 'text', text: JSON.stringify(sampleValue(format, asked.text)), citations: [] }];
  }
  const about = calls.map(({ name }) => name).join(' and ');
  if (calls.length > 0) return [{ type: 'text', text: `The Anthropic emulator calls ${about}.`, citations: [] }];
  if (asked.results.length === 0) return [{ type: 'text', text: answerTo('Anthropic emulator', asked), citations }];
  const results = asked.results.map(({ name, text }) => `${name} says: ${text}`);
  const files = asked.files.length > 0 ? [answerTo('Anthropic emulator', asked)] : [];
  const known = tools.length === 1 ? 'one tool' : `${tools.length} tools`;
  return [{ type: 'text', text: [`With ${known}: ${results.join('; ')}`, ...files].join('\n\n'), citations: [] }];
}

/** The tools whose names occur in the prompt. A result is answered with text, or the calls would never end. */
function callsOf(
  { tools, toolChoice }: MessagesRequest,
  asked: Asked,
  switches: MessagesSwitches,
): readonly CalledTool[] {
  if (switches.calls !== undefined) return switches.calls;
  const own = tools.filter(({ ofService }) => !ofService);
  const names = own.map(({ name }) => name);
  const wanted = {
    none: [],
    auto: asked.results.length > 0 ? [] : namesIn(asked.text, names),
    any: namesIn(asked.text, names).length > 0 ? namesIn(asked.text, names) : names.slice(0, 1),
    tool: toolChoice.name === undefined ? [] : [toolChoice.name],
  }[toolChoice.type];
  return (toolChoice.parallel ? wanted : wanted.slice(0, 1)).map((name) => {
    const input = sampleValue(own.find((tool) => tool.name === name)?.schema ?? {}, asked.text);
    return { name, input: isJsonObject(input) ? input : {} };
  });
}

function callBlock({ name, input }: CalledTool): CallBlock {
  return { type: 'tool_use', id: `toolu_01${shortId()}`, name, json: JSON.stringify(input) };
}

function searchUnderWay({ text }: Asked): CallBlock {
  return {
    type: 'server_tool_use',
    id: `srvtoolu_01${shortId()}`,
    name: 'web_search',
    json: JSON.stringify({ query: text }),
  };
}

function shortId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 22);
}

/** Citations of plain documents, if they were requested: of their beginnings, which the emulator does know. */
function citationsFrom(blocks: MessagesRequest['turns'][number]['blocks']): readonly JsonObject[] {
  const documents = blocks.filter(({ type }) => type === 'document');
  return documents.flatMap(({ fields }, index): readonly JsonObject[] => {
    const wanted = fieldOf(fields, 'citations');
    const source = fieldOf(fields, 'source');
    const text = isJsonObject(source) && fieldOf(source, 'type') === 'text' ? fieldOf(source, 'data') : undefined;
    if (!isJsonObject(wanted) || fieldOf(wanted, 'enabled') !== true || typeof text !== 'string') return [];
    const cited = text.slice(0, citedCharacters).toWellFormed();
    return [
      {
        type: 'char_location',
        cited_text: cited,
        document_index: index,
        document_title: fieldOf(fields, 'title') ?? null,
        file_id: null,
        start_char_index: 0,
        end_char_index: cited.length,
      },
    ];
  });
}
