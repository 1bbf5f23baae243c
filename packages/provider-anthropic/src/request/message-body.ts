import { assertFilesFit, PlugboardError, type ChatRequest, type JsonObject } from '@plugboard/core/provider';
import { factsOf } from '../model-facts.ts';
import { contentOf } from './content-blocks.ts';
import { extraFields } from './extra-fields.ts';
import { outputSchema } from './output-schema.ts';
import { thinkingFor } from './thinking.ts';
import { toolFields } from './tools.ts';
import { conversationOf } from './turns.ts';
import { checkEnd, checkToolResults } from './check-history.ts';

/** What a body depends on besides the request. */
export interface BodyOptions {
  /** The token limit of an answer if the request sets none. */
  readonly maxTokens: number | undefined;
  warn(message: string): void;
}

/** The service may need more than ten minutes for this many tokens. The official client then asks for a stream, too. */
const mostTokensWhole = 21_333;

/** Bytes. Source: the page "Errors", "Request size limits". */
const largestRequest = 32 * 1024 * 1024;

/**
 * The body of `POST /v1/messages`. Throws `input_invalid` or `unsupported` for what the service is known to refuse. A long answer is
 * requested as a stream even if the caller wants it whole, because proxies cut connections on which nothing comes for minutes.
 */
export function messageBody(request: ChatRequest, { maxTokens: usual, warn }: BodyOptions): JsonObject {
  const { model, parameters, response_format: format } = request;
  const facts = factsOf(model);
  const {
    citations,
    thinking: givenThinking,
    output_config: givenOutput,
    tools: serviceTools,
    metadata,
    ...extra
  } = extraFields(request);
  const maxTokens = parameters.max_tokens ?? Math.min(usual ?? facts.maxOutput, facts.maxOutput);
  assertFilesFit(request.messages, largestRequest, 'Send fewer or smaller files, or let uploadAbove upload them.');
  checkToolResults(request.messages);
  const { system, turns } = conversationOf(request.messages, { citations, systemTurns: facts.systemTurns });
  checkEnd(turns, facts.prefill, model);
  const asked = thinkingFor(parameters.reasoning_effort, { request, maxTokens, turns, warn });
  const thinking = givenThinking ?? asked.thinking;
  const output = {
    ...(asked.effort !== undefined && { effort: asked.effort }),
    ...(format !== undefined && { format: outputFormat(format) }),
    ...givenOutput,
  };
  const { tools: ownTools = [], tool_choice: toolChoice } = toolFields(request, facts);
  const tools = [...ownTools, ...serviceTools];
  const user = userFields(request);
  const isStream = request.stream || maxTokens > mostTokensWhole;
  return {
    model,
    max_tokens: maxTokens,
    messages: turns.map(({ role, blocks }) => ({ role, content: contentOf(blocks) })),
    ...(isStream && { stream: true }),
    ...(system.length > 0 && { system: contentOf(system) }),
    ...samplingFields(request),
    ...(thinking !== undefined && { thinking }),
    ...(Object.keys(output).length > 0 && { output_config: output }),
    ...(tools.length > 0 && { tools }),
    ...(toolChoice !== undefined && { tool_choice: toolChoice }),
    ...((user !== undefined || metadata !== undefined) && { metadata: { ...user, ...metadata } }),
    ...extra,
  };
}

function samplingFields({ parameters: { temperature, top_p, top_k, stop } }: ChatRequest): object {
  return {
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { top_p }),
    ...(top_k !== undefined && { top_k }),
    ...(stop !== undefined && { stop_sequences: stop }),
  };
}

function userFields({ parameters: { user, safety_identifier: identifier } }: ChatRequest): object | undefined {
  if (user !== undefined && identifier !== undefined && user !== identifier) {
    throw new PlugboardError(
      'unsupported',
      'The service has only one field for user and safety_identifier. Give one of them.',
      {
        param: 'user',
      },
    );
  }
  const id = identifier ?? user;
  return id === undefined ? undefined : { user_id: id };
}

function outputFormat(format: NonNullable<ChatRequest['response_format']>): object {
  const schema = format.type === 'json_schema' ? format.json_schema.schema : undefined;
  if (schema !== undefined) return { type: 'json_schema', schema: outputSchema(schema, 'response_format') };
  throw new PlugboardError('input_invalid', 'The service requires a schema. Give response_format.json_schema.schema.', {
    param: 'response_format',
  });
}
