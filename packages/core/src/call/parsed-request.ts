import type { MediaHandle } from '../media/open-media.ts';
import type { ChatMessage, ChatParameters, ImageDetail, PartForm, RefusalForm } from '../contract/chat-request.ts';
import type { JsonObject } from '../util/is-record.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '../contract/tools.ts';

/** The checked parameters of a call, independent of any provider. Core has taken charge of the files. */
export interface ParsedRequest {
  readonly model: string;
  readonly provider: string | undefined;
  readonly messages: readonly ParsedMessage[];
  readonly parameters: ChatParameters;
  readonly tools?: readonly Tool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  /** Set in place of `toolChoice`. */
  readonly allowedTools?: AllowedTools | undefined;
  readonly responseFormat?: ResponseFormat | undefined;
  /** Options for plugins, by plugin id. */
  readonly providerOptions: Readonly<Record<string, object | undefined>>;
  /** All files, in the order of their parts. */
  readonly media: readonly MediaHandle[];
  /** Whether the caller reads the answer piece by piece. */
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Whether the caller declared the tools in the older form, `functions`, and so reads `function_call`. */
  readonly olderCalls: boolean;
}

/** A turn whose files are not loaded yet. */
export interface ParsedMessage {
  readonly role: ChatMessage['role'];
  readonly developer?: true | undefined;
  readonly content: readonly ParsedPart[];
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** Calls of tools that are not functions, as the caller wrote them. */
  readonly otherCalls?: readonly JsonObject[] | undefined;
  readonly toolCallId?: string | undefined;
  /** Fields that core does not read itself, under the caller's names, such as `name`. */
  readonly fields?: JsonObject | undefined;
  /** The details as the caller gave them back, including core's marks. */
  readonly reasoningDetails?: readonly JsonObject[] | undefined;
}

/** Text, a file, the id of a file that the service keeps, or a part of a type that core does not know, as the caller wrote it. */
export type ParsedPart =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly refusal?: RefusalForm | undefined;
      readonly fields?: JsonObject | undefined;
    }
  | {
      readonly type: 'other';
      readonly part: JsonObject;
      /** Its path in the caller's parameters. */
      readonly place: string;
      readonly fields?: undefined;
    }
  | {
      readonly type: 'file-id';
      readonly fileId: string;
      /** Its path in the caller's parameters. */
      readonly place: string;
      readonly fields?: JsonObject | undefined;
    }
  | {
      readonly type: 'media';
      readonly media: MediaHandle;
      /** Its path in the caller's parameters, such as `messages[0].content[1].image_url`. */
      readonly place: string;
      readonly detail?: ImageDetail | undefined;
      readonly form?: PartForm | undefined;
      /** Fields that stood beside its URL or its data. */
      readonly urlFields?: JsonObject | undefined;
      readonly fields?: JsonObject | undefined;
    };

/** A part that is a file. */
export type FilePart = Extract<ParsedPart, { type: 'media' }>;

export function isFile(part: ParsedPart): part is FilePart {
  return part.type === 'media';
}

/** Parameters that may contain parts of the conversation, or who takes part in it. Messages may quote all others. */
const privateParameters = ['prediction', 'metadata', 'user', 'safety_identifier', 'prompt_cache_key'] as const;

/** A shorter text in such an object is more likely a word of the service itself, such as a type. */
const minTextLength = 16;

/** The texts of a request that no message may quote: the conversation, calls, thoughts, and who asks. */
export function saidIn({ messages, parameters }: ParsedRequest): readonly string[] {
  const inMessages = messages.flatMap(({ content, toolCalls = [], otherCalls = [], reasoningDetails = [] }) => [
    ...content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
    ...toolCalls.map((call) => call.function.arguments),
    ...textsIn([content.map((part) => (part.type === 'other' ? part.part : [])), otherCalls, reasoningDetails]),
  ]);
  return [...inMessages, ...textsIn(privateParameters.map((name) => parameters[name]))];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length >= minTextLength ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((entry: unknown) => textsIn(entry));
}

/** All files of a request, each with its path. */
export function filesOf({ messages }: ParsedRequest): readonly FilePart[] {
  return messages.flatMap(({ content }) => content.filter(isFile));
}

/** A choice that allows only some of the tools: OpenAI's `allowed_tools`. */
export interface AllowedTools {
  readonly mode: 'auto' | 'required';
  /** Each names one of the tools. */
  readonly tools: readonly JsonObject[];
  /** The whole `tool_choice` as the caller wrote it. */
  readonly choice: JsonObject;
}
