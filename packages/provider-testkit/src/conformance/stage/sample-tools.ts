import type { MessageParam } from '@plugboard/core';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '@plugboard/core/provider';

/** A schema whose order, nesting and characters are easily lost on the way. */
const citySchema = {
  type: 'object',
  properties: {
    city: { type: 'string', description: 'Numbat-city, "as written"', enum: ['Oslo', 'Bogot\u00e1', '\u6771\u4eac'] },
    days: { type: 'integer', minimum: 1, maximum: 14 },
    also: { type: 'array', items: { type: 'object', properties: { wind: { type: 'boolean' } }, required: [] } },
  },
  required: ['city'],
  additionalProperties: false,
};

/** A tool with everything, and one with nothing but its name. */
export const sampleTools: readonly [Tool, Tool] = [
  {
    type: 'function',
    function: { name: 'numbat_weather', description: 'Numbat-weather \u2013 in \u00b0C.', parameters: citySchema },
  },
  { type: 'function', function: { name: 'wombat_clock' } },
];

/** Every form of a choice. */
export const sampleChoices: readonly ToolChoice[] = [
  'none',
  'auto',
  'required',
  { type: 'function', function: { name: 'wombat_clock' } },
];

/** A response format. */
export const sampleForm: Extract<ResponseFormat, { type: 'json_schema' }> = {
  type: 'json_schema',
  json_schema: { name: 'numbat_city', schema: citySchema, strict: true },
};

/** An earlier call, with texts by which it and its result are recognized. Every service accepts its id. */
export interface SampleCall {
  readonly call: ToolCall;
  readonly said: string;
  readonly result: string;
}

export const sampleCalls: readonly [SampleCall, SampleCall] = [
  sampleCall('numbat111', 'numbat_weather', 'Quoll-town', 'Quoll-result'),
  sampleCall('wombat222', 'wombat_clock', 'Dunnart-zone', 'Dunnart-result'),
];

function sampleCall(id: string, name: string, said: string, result: string): SampleCall {
  return {
    call: { id, type: 'function', function: { name, arguments: JSON.stringify({ place: said }) } },
    said,
    result,
  };
}

/** A conversation in which the assistant called a tool and said nothing. */
export const silentConversation: readonly MessageParam[] = [
  { role: 'user', content: 'How warm?' },
  { role: 'assistant', content: null, tool_calls: [sampleCalls[0].call] },
  { role: 'tool', tool_call_id: sampleCalls[0].call.id, content: sampleCalls[0].result },
];

/** A conversation in which two tools were called side by side; the results come in the other order. */
export const sampleConversation: readonly MessageParam[] = [
  { role: 'user', content: 'How warm, and how late?' },
  { role: 'assistant', content: 'I look it up.', tool_calls: sampleCalls.map(({ call }) => call) },
  ...sampleCalls.toReversed().map(({ call, result }) => ({
    role: 'tool' as const,
    tool_call_id: call.id,
    content: result,
  })),
];
