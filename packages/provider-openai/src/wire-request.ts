import type { ChatMessage, ChatRequest } from '@plugboard/core/provider';
import type { Preset } from './preset.ts';

/** The request in the form of this service: with its names of parameters and its form of tool call ids. */
export function toWireRequest(request: ChatRequest, preset: Preset): ChatRequest {
  const { shortToolCallIds, spelling } = preset;
  if (spelling === undefined && shortToolCallIds !== true) return request;
  const names: ReadonlyMap<string, string> = new Map(Object.entries(spelling ?? {}));
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request.parameters)) parameters[names.get(name) ?? name] = value;
  return {
    ...request,
    parameters,
    messages: shortToolCallIds === true ? request.messages.map(withShortIds) : request.messages,
  };
}

/** A conversation may have begun with another service, whose ids have another form. */
function withShortIds(message: ChatMessage): ChatMessage {
  const { tool_calls: calls, tool_call_id: id } = message;
  return {
    ...message,
    ...(calls !== undefined && { tool_calls: calls.map((call) => ({ ...call, id: shortId(call.id) })) }),
    ...(id !== undefined && { tool_call_id: shortId(id) }),
  };
}

function shortId(id: string): string {
  return /^[A-Za-z0-9]{9}$/.test(id)
    ? id
    : process.getBuiltinModule('node:crypto').createHash('sha256').update(id).digest('hex').slice(0, 9);
}
