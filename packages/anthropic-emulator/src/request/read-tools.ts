import { fieldOf, isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { ModelFacts } from '../models.ts';
import { at, flagAt, listAt, objectAt, textAt, wordAt } from './fields.ts';
import type { ToolChoice, ToolDefinition } from './messages-request.ts';

const toolName = /^[a-zA-Z0-9_-]{1,128}$/;

/** Reads the tools. */
export function readTools(body: JsonObject): readonly ToolDefinition[] {
  const given = fieldOf(body, 'tools');
  if (given === undefined) return [];
  const tools = listAt(given, 'tools').map((tool, index) => readTool(objectAt(tool, at('tools', index)), index));
  if (new Set(tools.map(({ name }) => name)).size < tools.length) throw invalid('tools: Tool names must be unique.');
  return tools;
}

function readTool(tool: JsonObject, index: number): ToolDefinition {
  const type = typeof tool['type'] === 'string' ? tool['type'] : 'custom';
  const path = `tools.${index}.${type}`;
  // The tools of an MCP server have the name of the server.
  if (type === 'mcp_toolset') return { name: textAt(tool, 'mcp_server_name', path), schema: {}, ofService: true };
  const name = textAt(tool, 'name', path);
  if (!toolName.test(name)) throw invalid(`${path}.name: String should match pattern '${toolName.source}'`);
  if (type !== 'custom') return { name, schema: {}, ofService: true };
  const schema = objectAt(fieldOf(tool, 'input_schema'), `${path}.input_schema`);
  if (fieldOf(schema, 'type') !== 'object') {
    throw invalid(`${path}.input_schema.type: ${'type' in schema ? "Input should be 'object'" : 'Field required'}`);
  }
  if (fieldOf(tool, 'strict') === true) checkStrictSchema(schema, `${path}.input_schema`);
  return { name, schema, ofService: false };
}

/** Reads which tools may be called. */
export function readToolChoice(body: JsonObject, tools: readonly ToolDefinition[], model: ModelFacts): ToolChoice {
  const given = fieldOf(body, 'tool_choice');
  if (given === undefined) return { type: 'auto', name: undefined, parallel: true };
  const choice = objectAt(given, 'tool_choice');
  const type = wordAt(choice, 'type', 'tool_choice', ['auto', 'any', 'tool', 'none']);
  if (tools.length === 0) throw invalid('tool_choice: `tool_choice` may only be specified while providing `tools`.');
  const forced = type === 'any' || type === 'tool';
  if (forced && !model.forcedTools) {
    throw invalid('tool_choice: type "tool" and "any" are not supported for this model.');
  }
  const name = type === 'tool' ? textAt(choice, 'name', 'tool_choice.tool') : undefined;
  if (name !== undefined && !tools.some((tool) => tool.name === name)) {
    throw invalid(`tool_choice.tool: Tool '${name}' not found in provided tools`);
  }
  return { type, name, parallel: flagAt(choice, 'disable_parallel_tool_use', `tool_choice.${type}`) !== true };
}

const limitsOfValues = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
] as const;

/** Refuses what the service cannot enforce: open objects and limits of values. */
export function checkStrictSchema(schema: JsonObject, path: string): void {
  const type = fieldOf(schema, 'type');
  if (type === 'object' && fieldOf(schema, 'additionalProperties') !== false) {
    throw invalid(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  const limit = limitsOfValues.find((name) => Object.hasOwn(schema, name));
  if (limit !== undefined) throw invalid(`${path}: For '${String(type)}' type, property '${limit}' is not supported`);
  for (const [name, inner] of innerSchemas(schema)) checkStrictSchema(inner, `${path}.${name}`);
}

function innerSchemas(schema: JsonObject): readonly (readonly [name: string, schema: JsonObject])[] {
  const maps = ['properties', '$defs', 'definitions'].flatMap((name) => {
    const map = fieldOf(schema, name);
    return isJsonObject(map) ? Object.entries(map).map(([key, value]) => [`${name}.${key}`, value] as const) : [];
  });
  const lists = ['anyOf', 'allOf'].flatMap((name) => {
    const list = fieldOf(schema, name);
    return Array.isArray(list) ? list.map((value: unknown, index) => [`${name}.${index}`, value] as const) : [];
  });
  return [...maps, ...lists, ['items', fieldOf(schema, 'items')] as const].flatMap(([name, value]) =>
    isJsonObject(value) ? [[name, value] as const] : [],
  );
}
