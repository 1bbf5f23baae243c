import { type ChatMessage, type ContentPart, PlugboardError, textIn, type ToolCall } from '@plugboard/core/provider';
import { filePart, type FilePart, type Part, type StoredFiles } from './media-parts.ts';
import { googleIn } from './model-parts.ts';

/** A message of a tool, with its place in the request. */
export interface ToolResult {
  readonly message: ChatMessage;
  readonly where: string;
}

/** Options for writing results. */
export interface ResultOptions {
  readonly stored: StoredFiles;
  /** Whether the model takes files inside a result. Otherwise they follow the results. */
  readonly filesInResults: boolean;
}

/** The turn with the results of a turn's calls. */
export interface Results {
  readonly responses: readonly Part[];
  /** Files that follow the results. */
  readonly files: readonly Part[];
}

/**
 * The results in the order of the calls, because the service matches them by name and order. Throws `input_invalid` if a call has no
 * result, or a result no call. The service would refuse both.
 */
export function toolResults(
  calls: readonly ToolCall[],
  results: readonly ToolResult[],
  place: string,
  options: ResultOptions,
): Results {
  const stray = results.find(({ message }) => !calls.some(({ id }) => id === message.tool_call_id));
  if (stray !== undefined) {
    throw invalid(`${stray.where}.tool_call_id`, 'matches no call of the assistant message before it.');
  }
  const answered = calls.map((call, index) => {
    const own = results.filter(({ message }) => message.tool_call_id === call.id);
    if (own.length === 0)
      throw invalid(`${place}.tool_calls[${index}]`, 'has no result. Add a message with the role tool.');
    return responseOf(call, own, options);
  });
  return { responses: answered.map(({ response }) => response), files: answered.flatMap(({ files }) => files) };
}

function responseOf(
  call: ToolCall,
  results: readonly ToolResult[],
  { stored, filesInResults }: ResultOptions,
): { readonly response: Part; readonly files: readonly Part[] } {
  const id = textIn(googleIn(call)['id']);
  const texts: string[] = [];
  const files: Part[] = [];
  for (const { message, where } of results) {
    for (const [index, part] of message.content.entries()) {
      if (part.type === 'text') texts.push(part.text);
      else files.push(filePart(part, `${where}.content[${index}]`, stored));
    }
  }
  // An uploaded file cannot be inside a result.
  const inside = filesInResults ? files.filter((file) => 'inlineData' in file) : [];
  return {
    response: {
      functionResponse: {
        ...(id !== '' && { id }),
        name: call.function.name,
        response: { output: texts.join('\n') },
        ...(inside.length > 0 && { parts: inside }),
      },
    },
    files: files.filter((file) => !inside.includes(file)),
  };
}

function invalid(param: string, problem: string): PlugboardError {
  return new PlugboardError('input_invalid', `${param} ${problem}`, { param });
}

/** Whether a part is a file. */
export function isFile(part: ContentPart): part is FilePart {
  return part.type !== 'text';
}
