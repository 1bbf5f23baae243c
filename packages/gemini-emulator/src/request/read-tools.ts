import { isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid, invalidField } from '../errors.ts';
import type { ModelFacts } from '../models.ts';
import { listAt, messageAt, structAt, textAt, wordAt } from './fields.ts';
import type { FunctionCalling, FunctionDeclaration } from './generate-request.ts';
import { readSchema } from './read-schema.ts';

const functionName = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/;
const toolFields = [
  'functionDeclarations',
  'googleSearch',
  'googleSearchRetrieval',
  'codeExecution',
  'urlContext',
  'fileSearch',
  'googleMaps',
  'computerUse',
  'mcpServers',
];
const declarationFields = [
  'name',
  'description',
  'parameters',
  'parametersJsonSchema',
  'response',
  'responseJsonSchema',
  'behavior',
];

/** Reads the functions. The service's own tools are accepted and not used. */
export function readFunctions(body: JsonObject, model: ModelFacts): readonly FunctionDeclaration[] {
  const functions = listAt(body['tools'], 'tools').flatMap((tool, toolIndex) => {
    const place = `tools[${toolIndex}]`;
    const fields = messageAt(tool, place, toolFields);
    return listAt(fields['functionDeclarations'], `${place}.function_declarations`).map((declaration, index) =>
      readFunction(declaration, `${place}.function_declarations[${index}]`),
    );
  });
  if (functions.length > 0 && !model.tools) throw invalid(`Function calling is not enabled for models/${model.id}`);
  const names = functions.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Duplicate function declaration found: ${twice}`);
  return functions;
}

function readFunction(value: unknown, path: string): FunctionDeclaration {
  const fields = messageAt(value, path, declarationFields);
  const name = textAt(fields['name'], `${path}.name`) ?? '';
  if (!functionName.test(name)) {
    throw invalidField(
      `${path}.name`,
      '[FIELD_INVALID] Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.',
    );
  }
  const { parameters, parametersJsonSchema: jsonSchema } = fields;
  if (parameters !== undefined && jsonSchema !== undefined) {
    throw invalidField(path, 'only one of parameters and parameters_json_schema can be set.');
  }
  if (jsonSchema !== undefined) return { name, schema: structAt(jsonSchema, `${path}.parameters_json_schema`) ?? {} };
  return { name, schema: parameters === undefined ? {} : readSchema(parameters, `${path}.parameters`) };
}

/** Reads which functions may be called. */
export function readCalling(body: JsonObject, functions: readonly FunctionDeclaration[]): FunctionCalling {
  const config = body['toolConfig'];
  if (config === undefined) return { mode: 'AUTO', allowed: [] };
  const outer = messageAt(config, 'tool_config', [
    'functionCallingConfig',
    'retrievalConfig',
    'includeServerSideToolInvocations',
  ]);
  const place = 'tool_config.function_calling_config';
  const given = outer['functionCallingConfig'];
  if (!isJsonObject(given)) return { mode: 'AUTO', allowed: [] };
  const fields = messageAt(given, place, ['mode', 'allowedFunctionNames', 'streamFunctionCallArguments']);
  const modes = ['AUTO', 'ANY', 'NONE', 'VALIDATED'] as const;
  const mode = wordAt(fields['mode'], `${place}.mode`, 'FunctionCallingConfig.Mode', modes) ?? 'AUTO';
  const allowed = listAt(fields['allowedFunctionNames'], `${place}.allowed_function_names`).map(String);
  if (allowed.length > 0 && mode !== 'ANY' && mode !== 'VALIDATED') {
    throw invalidField(place, 'allowed_function_names should be set only when mode is ANY or VALIDATED');
  }
  const unknown = allowed.find((name) => !functions.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw invalidField(`${place}.allowed_function_names`, `${unknown} is not in function_declarations`);
  }
  if (mode === 'ANY' && functions.length === 0) {
    throw invalidField(place, 'Function calling config is set without function_declarations.');
  }
  return { mode, allowed };
}
