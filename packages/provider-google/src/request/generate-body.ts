import { assertFilesFit, PlugboardError, type ChatRequest, type JsonObject } from '@plugboard/core/provider';
import { factsOf } from '../model-facts.ts';
import { conversationOf } from './contents.ts';
import { extraFields } from './extra-fields.ts';
import { generationConfig } from './generation-config.ts';
import type { StoredFiles } from './media-parts.ts';
import { thinkingFor } from './thinking.ts';
import { toolFields } from './tools.ts';

/** What a body depends on besides the request. */
export interface BodyOptions {
  readonly stored: StoredFiles;
  warn(message: string): void;
}

/** Bytes. Source: the page "File input methods". */
const largestRequest = 100 * 1024 * 1024;

/** The body of `generateContent`. Throws `input_invalid` or `unsupported` for what the service is known to refuse. */
export function generateBody(request: ChatRequest, { stored, warn }: BodyOptions): JsonObject {
  const { model, messages, parameters } = request;
  const facts = factsOf(model);
  const extra = extraFields(request);
  if (request.tools !== undefined && request.response_format !== undefined && !facts.toolsWithFormat) {
    throw new PlugboardError(
      'unsupported',
      `${model} does not take tools and response_format in one request. Leave one out, or choose Gemini 3 or newer.`,
      { param: 'response_format' },
    );
  }
  assertFilesFit(messages, largestRequest, 'Send fewer or smaller files, or let uploadAbove upload them.');
  const { system, contents } = conversationOf(messages, facts, stored);
  if (!facts.prefill && contents.at(-1)?.role === 'model') throw prefillRefused(model);
  const { declarations, calling } = toolFields(request);
  const tools = [...(declarations.length > 0 ? [{ functionDeclarations: declarations }] : []), ...extra.tools];
  const toolConfig = { ...(calling !== undefined && { functionCallingConfig: calling }), ...extra.toolConfig };
  if (!facts.sampling) warnOfSampling(request, warn);
  const thinking = thinkingFor(parameters.reasoning_effort, model, warn);
  const config = {
    ...generationConfig(request),
    ...(thinking !== undefined && { thinkingConfig: thinking }),
    ...extra.generationConfig,
  };
  const tier = parameters.service_tier;
  return {
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    contents,
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(toolConfig).length > 0 && { toolConfig }),
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
    ...(tier !== undefined && { serviceTier: tier === 'default' ? 'standard' : tier }),
    ...extra.others,
  };
}

const sampling = ['temperature', 'top_p', 'top_k'] as const;

function warnOfSampling({ model, parameters }: ChatRequest, warn: BodyOptions['warn']): void {
  for (const name of sampling) {
    if (parameters[name] !== undefined) warn(`${model} ignores ${name}.`);
  }
}

function prefillRefused(model: string): PlugboardError {
  return new PlugboardError(
    'unsupported',
    `${model} does not continue a message of the assistant. End the conversation with a message of the user, or choose a model before Gemini 3.5.`,
    { param: 'messages' },
  );
}
