import type { AllowedTools } from '../../call/parsed-request.ts';
import { isSameTool } from '../../contract/tools.ts';
import { isRecord, type JsonObject } from '../../util/is-record.ts';
import { invalidInput, refuseOtherThanJson, refuseUnknownKeys } from './check-input.ts';

const allowedKeys: ReadonlySet<string> = new Set(['mode', 'tools']);

/** Whether a choice restricts the tools to some of them. */
export function isAmongSome(choice: unknown): choice is JsonObject {
  return isRecord(choice) && choice['type'] === 'allowed_tools';
}

/**
 * Checks the choice: each of its tools must be among those of the call. Throws `input_invalid`.
 *
 * @param listed - The tools of the call.
 */
export function allowedToolsFrom(choice: JsonObject, listed: unknown): AllowedTools {
  const where = 'tool_choice.allowed_tools';
  refuseOtherThanJson(choice, 'tool_choice');
  const given = choice['allowed_tools'];
  const allowed = isRecord(given) ? given : {};
  refuseUnknownKeys(allowed, allowedKeys, where);
  const { mode } = allowed;
  if (mode !== 'auto' && mode !== 'required') throw invalidInput(`${where}.mode`, 'must be auto or required.');
  const entries: unknown = allowed['tools'];
  if (!Array.isArray(entries) || entries.length === 0) throw invalidInput(`${where}.tools`, 'must be a list of tools.');
  const declared = Array.isArray(listed) ? listed.filter(isRecord) : [];
  const tools = entries.map((entry: unknown, index) => {
    if (isRecord(entry) && declared.some((tool) => isSameTool(tool, entry))) return entry;
    throw invalidInput(`${where}.tools[${index}]`, 'must be one of the tools in tools.');
  });
  return { mode, tools, choice };
}
