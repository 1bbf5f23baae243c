import { isRecord, type JsonObject } from '../../util/is-record.ts';
import type { CreateParams } from '../create-params.ts';
import { refuseOtherThanJson } from './check-input.ts';

const knownFormats: ReadonlySet<unknown> = new Set(['text', 'json_object', 'json_schema']);
const knownChoices: ReadonlySet<unknown> = new Set(['function', 'allowed_tools']);

/** Whether a tool, or a call of one, has a type of its own: OpenAI's `custom` and what services have built in. */
export function isOtherTool(value: unknown): value is JsonObject {
  return isRecord(value) && typeof value['type'] === 'string' && value['type'] !== 'function';
}

/**
 * Tools that are not functions, the choice of one, and forms of answers that core does not know. They are parameters like any other that
 * core does not know, and go to providers that accept `any`.
 */
export function otherToolsAndForms({ tools, tool_choice: choice, response_format: format }: CreateParams): JsonObject {
  const others: Record<string, unknown> = {};
  const listed: readonly unknown[] = Array.isArray(tools) ? tools : [];
  const otherTools = listed.filter((tool, index) => isOtherTool(tool) && isJson(tool, `tools[${index}]`));
  if (otherTools.length > 0) others['tools'] = otherTools;
  if (isOtherChoice(choice) && isJson(choice, 'tool_choice')) others['tool_choice'] = choice;
  if (isOtherForm(format) && isJson(format, 'response_format')) others['response_format'] = format;
  return others;
}

/** Whether a choice is neither one of OpenAI's words nor that of functions. */
export function isOtherChoice(value: unknown): boolean {
  return isRecord(value) && typeof value['type'] === 'string' && !knownChoices.has(value['type']);
}

/** Whether the form of an answer is one that core does not know. */
export function isOtherForm(value: unknown): boolean {
  return isRecord(value) && typeof value['type'] === 'string' && !knownFormats.has(value['type']);
}

function isJson(value: unknown, where: string): true {
  refuseOtherThanJson(value, where);
  return true;
}
