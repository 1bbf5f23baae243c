import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import type { ChatCompletion, CompletionChoice } from '../contract/completion.ts';
import type { ResponseFormat, ToolCall } from '../contract/tools.ts';
import { nameOfCause, sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { serviceText } from '../errors/quote.ts';
import { isRecord, type JsonObject, jsonIn } from '../util/is-record.ts';
import { invalidInput } from './parse/check-input.ts';
import type { ChatCompletionStream, ParsedChatCompletionStream } from './chat-completions.ts';
import type { ParsedChatCompletion, ParsedToolCall } from './parsed-completion.ts';
import { toStrictSchema } from './strict-schema.ts';

/** What `parse()` asks a service for, and how it reads the answer. */
export interface StructuredOutput {
  /** The `response_format` to send to the service. */
  readonly format: unknown;
  /** Parses the answer. Rejects with `output_invalid` if it does not fit. */
  parse(completion: ChatCompletion): Promise<ParsedChatCompletion<unknown>>;
  /**
   * The same for `stream()`. As with the official client, calls have `parsed_arguments` only if the request asks for a
   * schema.
   */
  parseStreamed(completion: ChatCompletion): Promise<ParsedChatCompletion<unknown>>;
  /** Whether the text of an answer is parsed. */
  readonly readsContent: boolean;
  /** Whether the arguments of a function are parsed. */
  readsArguments(name: string): boolean;
}

/** Parses the text of an answer, or of the arguments of a call. */
type Reader = (text: string) => unknown;

type Schema = StandardSchemaV1 & StandardJSONSchemaV1;

/**
 * Reads `response_format` and `tools` of `parse()`.
 *
 * @throws PlugboardError `input_invalid` for a schema that cannot be converted to JSON Schema, `unsupported` for one that services
 * cannot enforce.
 */
export function readStructuredOutput(params: {
  readonly response_format?: unknown;
  readonly tools?: unknown;
}): StructuredOutput {
  const { response_format: given } = params;
  const tools: readonly unknown[] = Array.isArray(params.tools) ? params.tools : [];
  refuseCustomTools(tools);
  const schema = isSchema(given) ? given : undefined;
  const readAnswer = schema === undefined ? readerOfFormat(given) : (text: string) => validated(schema, jsonFrom(text));
  const asksForForm = readAnswer !== undefined || tools.some((tool) => readerOf(tool) !== undefined);
  const parse = async (completion: ChatCompletion): Promise<ParsedChatCompletion<unknown>> => {
    for (const choice of completion.choices) await parseChoice(choice, completion, readAnswer, tools);
    return completion as ParsedChatCompletion<unknown>;
  };
  return {
    format: schema === undefined ? given : formatOf(schema),
    parse,
    parseStreamed: async (completion) => {
      if (asksForForm) return parse(completion);
      for (const { message } of completion.choices) Object.assign(message, { parsed: null });
      return completion as ParsedChatCompletion<unknown>;
    },
    readsContent: readAnswer !== undefined,
    readsArguments: (name) => readerOfTool(tools, name) !== undefined,
  };
}

/** Lets the final helpers of a stream parse its answer by the schema. */
export function withParsed(
  stream: ChatCompletionStream,
  structured: StructuredOutput,
): ParsedChatCompletionStream<unknown> {
  const complete = stream.finalCompletion.bind(stream);
  const finalCompletion = async (): Promise<ParsedChatCompletion<unknown>> => structured.parse(await complete());
  return Object.assign(stream, {
    finalCompletion,
    finalParsed: async () => (await finalCompletion()).choices[0]?.message.parsed ?? null,
  });
}

/**
 * Like the official client, refuses custom tools: `parse()`, `stream()` and `runTools()` can parse only the arguments of functions.
 */
export function refuseCustomTools(given: unknown): void {
  const tools: readonly unknown[] = Array.isArray(given) ? given : [];
  const index = tools.findIndex((tool) => isRecord(tool) && tool['type'] === 'custom');
  if (index === -1) return;
  const param = `tools[${index}]`;
  throw new PlugboardError(
    'unsupported',
    `${param} is a custom tool, which parse(), stream() and runTools() do not read. Use create().`,
    {
      param,
    },
  );
}

function isSchema(value: unknown): value is StandardSchemaV1 {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value))
    return false;
  const { '~standard': standard } = value;
  return typeof standard === 'object' && standard !== null && 'validate' in standard;
}

function formatOf(schema: StandardSchemaV1): ResponseFormat {
  const described = jsonSchemaOf(schema);
  const { title, description } = described;
  return {
    type: 'json_schema',
    json_schema: {
      // OpenAI allows letters, digits, underscores and dashes.
      name: typeof title === 'string' && /^[\w-]{1,64}$/.test(title) ? title : 'answer',
      ...(typeof description === 'string' && { description }),
      schema: toStrictSchema(described),
      strict: true,
    },
  };
}

function jsonSchemaOf(schema: StandardSchemaV1): JsonObject {
  if (!saysItsSchema(schema)) {
    const { vendor } = schema['~standard'];
    throw invalidInput(
      'response_format',
      `is a schema of ${serviceText(vendor)} that cannot be converted to JSON Schema. Use zod from 4.2, arktype, or valibot with toStandardJsonSchema() of @valibot/to-json-schema.`,
    );
  }
  try {
    // The model writes the input of the schema, not its output.
    return withRootResolved(schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : nameOfCause(error);
    throw new PlugboardError(
      'unsupported',
      `response_format: the schema cannot be converted to JSON Schema: ${serviceText(reason)}`,
      {
        param: 'response_format',
        cause: sanitizeCause(error),
      },
    );
  }
}

function saysItsSchema(schema: StandardSchemaV1): schema is Schema {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props>;
  return typeof jsonSchema?.input === 'function';
}

/** A recursive schema is a reference to its own definition, which a service does not accept at the top. */
function withRootResolved(schema: JsonObject): JsonObject {
  const { $ref: reference, ...others } = schema;
  const definitions = schema['$defs'];
  if (typeof reference !== 'string' || !reference.startsWith('#/$defs/') || !isRecord(definitions)) return schema;
  const root = definitions[reference.slice('#/$defs/'.length)];
  return isRecord(root) ? { ...root, ...others } : schema;
}

/** How to parse an answer in one of OpenAI's own forms, as the official client does. `undefined`: only as text. */
function readerOfFormat(format: unknown): Reader | undefined {
  if (typeof format !== 'object' || format === null || Reflect.get(format, 'type') !== 'json_schema') return undefined;
  return parserOf(format) ?? jsonFrom;
}

/** The parser that a helper of the official client, such as `zodResponseFormat`, attached to its result. */
function parserOf(made: object): Reader | undefined {
  const parser: unknown = Reflect.get(made, '$parseRaw');
  if (typeof parser !== 'function') return undefined;
  return (text) => {
    try {
      return Reflect.apply(parser, made, [text]) as unknown;
    } catch (error) {
      // The message of a syntax error quotes the answer.
      const reason = error instanceof Error && !(error instanceof SyntaxError) ? error.message : 'it is not JSON.';
      throw new Misfit(reason);
    }
  };
}

function readerOfTool(tools: readonly unknown[], name: string): Reader | undefined {
  const tool = tools.find((one) => declaredBy(one)?.['name'] === name);
  return tool === undefined ? undefined : readerOf(tool);
}

function readerOf(tool: unknown): Reader | undefined {
  const declared = declaredBy(tool);
  if (typeof tool !== 'object' || tool === null || declared === undefined) return undefined;
  return parserOf(tool) ?? (declared['strict'] === true ? jsonFrom : undefined);
}

function declaredBy(tool: unknown): JsonObject | undefined {
  const declared: unknown = typeof tool === 'object' && tool !== null ? Reflect.get(tool, 'function') : undefined;
  return isRecord(declared) ? declared : undefined;
}

/** Why an answer does not fit. */
class Misfit extends Error {}

function jsonFrom(text: string): unknown {
  const value = jsonIn(text);
  if (value === undefined) throw new Misfit('it is not JSON.');
  return value;
}

async function validated(schema: StandardSchemaV1, value: unknown): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  const [first, ...others] = result.issues.map(({ path = [], message }) => {
    const keys = path.map((step) => String(typeof step === 'object' ? step.key : step));
    return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
  });
  throw new Misfit(`${first ?? 'the schema refuses it'}${others.length === 0 ? '' : ` (and ${others.length} more)`}`);
}

async function parseChoice(
  { message }: CompletionChoice,
  completion: ChatCompletion,
  readAnswer: Reader | undefined,
  tools: readonly unknown[],
): Promise<void> {
  const { content: text, refusal, tool_calls: calls } = message;
  const content = text ?? '';
  const read = async (text: string, reader: Reader, what: string): Promise<unknown> => {
    refuseCutOff(completion);
    try {
      return await reader(text);
    } catch (error) {
      const why = error instanceof Misfit ? error.message : `the schema throws ${nameOfCause(error)}.`;
      throw outputInvalid(`${what} not fit: ${serviceText(why)}`, completion, content);
    }
  };
  const hasAnswer = readAnswer !== undefined && content !== '' && refusal === null;
  const parsed = hasAnswer ? await read(content, readAnswer, 'The answer does') : null;
  const parsedCalls: ParsedToolCall[] = [];
  for (const call of calls ?? []) {
    // Only a request with custom tools has calls of them, and such requests are refused.
    if (call.type === 'function') parsedCalls.push(await parsedCall(call, tools, read));
  }
  Object.assign(message, { parsed, ...(calls !== undefined && { tool_calls: parsedCalls }) });
}

async function parsedCall(
  call: ToolCall,
  tools: readonly unknown[],
  read: (text: string, reader: Reader, what: string) => Promise<unknown>,
): Promise<ParsedToolCall> {
  const { name, arguments: text } = call.function;
  const reader = readerOfTool(tools, name);
  const value = reader === undefined ? null : await read(text, reader, `The arguments of ${serviceText(name)} do`);
  return { ...call, function: { ...call.function, parsed_arguments: value } };
}

/** Throws `output_invalid` for an answer that was cut off. */
export function refuseCutOff(completion: ChatCompletion): void {
  for (const { message, finish_reason: reason } of completion.choices) {
    if (reason !== 'length' && reason !== 'content_filter') continue;
    throw outputInvalid(cut[reason], completion, message.content ?? '');
  }
}

const cut: Readonly<Record<'length' | 'content_filter', string>> = {
  length: 'The answer was cut off at its token limit, so it is not complete. Raise max_completion_tokens.',
  content_filter: 'A content filter of the service cut off the answer, so it is not complete.',
};

function outputInvalid(message: string, { provider, model, attempts }: ChatCompletion, text: string): PlugboardError {
  return new PlugboardError('output_invalid', message, { phase: 'chat', provider, model, attempts, partialText: text });
}
