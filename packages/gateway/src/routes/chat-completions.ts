import { takeReady, type ChatCompletionChunk } from '@plugboard/core';
import { assertAllowed } from '../access/model-access.ts';
import { JsonBody } from '../body/json-body.ts';
import { readBody } from '../body/read-body.ts';
import type { RequestContext } from '../request-context.ts';
import { ChunkWriter, toWireCompletion } from '../wire/chunks.ts';
import { fileForm, readChatParameters, type ChatParameters } from './chat-parameters.ts';
import { StreamedReply } from './streamed-reply.ts';

/** `POST /v1/chat/completions` */
export async function chatCompletions(context: RequestContext): Promise<void> {
  const { services, exchange, holder } = context;
  const body = new JsonBody({ fileForm, newPath: services.temp.newPath });
  try {
    const bytes = await readBody(exchange, services.settings.bodyLimit, (chunk) => body.write(chunk));
    context.bodyRead(bytes);
    const asked = await readChatParameters(body, context);
    await assertAllowed(holder, asked.params, services.client);
    context.facts.stream = asked.stream;
    await (asked.stream ? streamAnswer(asked, context) : wholeAnswer(asked, context));
  } finally {
    await body.dispose();
  }
}

async function wholeAnswer({ params }: ChatParameters, context: RequestContext): Promise<void> {
  const { client, settings } = context.services;
  const completion = await client.chat.completions.create({ ...params, stream: false }, { signal: context.signal });
  const { resolution, usage } = completion;
  context.contentBegins(resolution.provider, resolution.model);
  if (usage !== undefined) context.useTokens(usage);
  context.sendJson(200, toWireCompletion(completion, settings.additions));
}

async function streamAnswer(asked: ChatParameters, context: RequestContext): Promise<void> {
  const { params } = asked;
  const reply = new StreamedReply(context, params.model);
  try {
    await writeAnswer(asked, context, reply);
  } catch (error) {
    // Before the reply has begun, a failure still has a status of its own.
    if (context.hasLeft || !context.hasBegun) throw error;
    reply.fail(context.fail(error).error);
  } finally {
    reply.stop();
  }
}

async function writeAnswer(asked: ChatParameters, context: RequestContext, reply: StreamedReply): Promise<void> {
  const { client, settings } = context.services;
  const { params, includeUsage } = asked;
  const stream = await client.chat.completions.create(
    { ...params, stream: true },
    // Each chunk is passed on, so the call need not keep the answer in memory.
    { signal: context.signal, keepAnswer: false },
  );
  const { provider, model } = stream.resolution;
  context.contentBegins(provider, model);
  reply.begin();
  const writer = new ChunkWriter({ includeUsage, additions: settings.additions }, reply.head);
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const chunk = takeReady(chunks) ?? (await nextOf(chunks));
      if (chunk === undefined) break;
      const { usage } = chunk;
      if (usage !== undefined && usage !== null) context.useTokens(usage);
      const slow = reply.write(writer.write(chunk, stream));
      if (slow !== undefined) await slow;
    }
  } catch (error) {
    await chunks.return?.();
    throw error;
  }
  reply.end();
}

async function nextOf(chunks: AsyncIterator<ChatCompletionChunk>): Promise<ChatCompletionChunk | undefined> {
  const result = await chunks.next();
  return result.done === true ? undefined : result.value;
}
