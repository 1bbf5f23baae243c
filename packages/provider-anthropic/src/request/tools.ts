import { createHash } from 'node:crypto';
import { PlugboardError, type ChatRequest, type Tool } from '@plugboard/core/provider';
import type { ModelFacts } from '../model-facts.ts';
import { outputSchema } from './output-schema.ts';

/** The tools of the caller, and the choice between them. */
export function toolFields(
  request: ChatRequest,
  { forcedTools }: ModelFacts,
): { tools?: object[]; tool_choice?: object } {
  const { tools, tool_choice: choice, parameters } = request;
  if (tools === undefined) return {};
  const isForced = choice === 'required' || typeof choice === 'object';
  if (isForced && !forcedTools) {
    throw new PlugboardError(
      'unsupported',
      `${request.model} cannot be forced to call a tool. Leave tool_choice out, or choose another model.`,
      { param: 'tool_choice' },
    );
  }
  const single = parameters.parallel_tool_calls === false && choice !== 'none';
  const type = choiceTypes.get(choice ?? 'auto');
  const named = typeof choice === 'object' ? { type: 'tool', name: choice.function.name } : { type };
  const chosen =
    choice === undefined && !single ? undefined : { ...named, ...(single && { disable_parallel_tool_use: true }) };
  return { tools: tools.map(toolOf), ...(chosen !== undefined && { tool_choice: chosen }) };
}

const choiceTypes: ReadonlyMap<unknown, string> = new Map([
  ['auto', 'auto'],
  ['required', 'any'],
  ['none', 'none'],
]);

const closed = { additionalProperties: false };

function toolOf({ function: { name, description, parameters, strict } }: Tool, position: number): object {
  // The service insists on the type.
  const schema = { type: 'object', ...(parameters ?? { properties: {}, ...(strict === true && closed) }) };
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: strict === true ? outputSchema(schema, `tools[${position}].function.parameters`) : schema,
    ...(strict === true && { strict }),
  };
}

/** A conversation may have begun at another service, whose call ids have characters that this one refuses. */
export function wireId(id: string): string {
  return /^[a-zA-Z0-9_-]+$/.test(id) ? id : `toolu_${createHash('sha256').update(id).digest('hex').slice(0, 24)}`;
}
