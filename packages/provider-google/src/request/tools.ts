import { type ChatRequest, isJsonObject, type JsonObject, PlugboardError, type Tool } from '@plugboard/core/provider';
import { translateSchema } from './schema.ts';

/** The tools of the caller, and the choice between them. */
export interface ToolFields {
  readonly declarations: readonly JsonObject[];
  readonly calling: JsonObject | undefined;
}

/** Throws `unsupported` for names and schemas that the service refuses. */
export function toolFields({ tools = [], tool_choice: choice }: ChatRequest): ToolFields {
  const isStrict = tools.some(({ function: { strict } }) => strict === true);
  const mode = modes.get(choice ?? 'auto') ?? 'AUTO';
  const named = typeof choice === 'object' ? [choice.function.name] : [];
  const calling = {
    // VALIDATED enforces the schema of arguments without forcing a call.
    mode: mode === 'AUTO' && isStrict ? 'VALIDATED' : named.length > 0 ? 'ANY' : mode,
    ...(named.length > 0 && { allowedFunctionNames: named }),
  };
  return {
    declarations: tools.map(declarationOf),
    calling: calling.mode === 'AUTO' ? undefined : calling,
  };
}

const modes: ReadonlyMap<unknown, string> = new Map([
  ['auto', 'AUTO'],
  ['required', 'ANY'],
  ['none', 'NONE'],
]);

const functionName = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/;

function declarationOf({ function: { name, description, parameters } }: Tool, index: number): JsonObject {
  const where = `tools[${index}].function`;
  if (!functionName.test(name)) {
    throw new PlugboardError(
      'unsupported',
      `${where}.name must begin with a letter or an underscore, and have at most 128 letters, digits, underscores, dots, colons and dashes: the service refuses other names.`,
      { param: `${where}.name` },
    );
  }
  return {
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined &&
      hasFields(parameters) && { parametersJsonSchema: translateSchema(parameters, `${where}.parameters`) }),
  };
}

/** A function without parameters gets no schema, because the service refuses that of an object without fields. */
function hasFields(schema: JsonObject): boolean {
  const { type, properties, ...others } = schema;
  const said = Object.keys(others).filter(
    (name) => !['additionalProperties', 'required', '$schema', 'title'].includes(name),
  );
  const isEmpty = properties === undefined || (isJsonObject(properties) && Object.keys(properties).length === 0);
  return (
    said.length > 0 ||
    !isEmpty ||
    (type !== 'object' && type !== undefined) ||
    isJsonObject(others['additionalProperties'])
  );
}
