import { randomBytes } from 'node:crypto';
import {
  fieldOf,
  isJsonObject,
  Refusal,
  sendEvents,
  serverSentEvent,
  type Exchange,
  type Signatures,
} from '@plugboard/emulator-kit';
import { blockedResponse, chunksOf, responseOf, type ResponseFacts } from './answer/response-form.ts';
import { writeAnswer } from './answer/write-answer.ts';
import { errorBody, invalid, usualError } from './errors.ts';
import type { FileStore } from './file-store.ts';
import type { ModelFacts } from './models.ts';
import { checkSignatures } from './request/check-signatures.ts';
import type { GenerateRequest } from './request/generate-request.ts';
import { readRequest } from './request/read-request.ts';
import type { GenerateSwitches } from './scenario.ts';
import { promptTokens } from './usage.ts';

/** What all answers of one emulator share. */
export interface GenerateContext {
  readonly files: FileStore;
  readonly signatures: Signatures;
  readonly delayMs: number;
}

/** `generateContent`. */
export async function answerWhole(
  exchange: Exchange,
  switches: GenerateSwitches,
  model: ModelFacts,
  context: GenerateContext,
): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const request = await readChecked(exchange, model, context);
  const facts = factsOf(request, switches);
  if (switches.blockReason !== undefined) return exchange.send(200, blockedResponse(switches.blockReason, facts));
  exchange.send(200, responseOf(writeAnswer(request, switches, context.signatures), facts));
}

/** `streamGenerateContent`: events with `alt=sse`, otherwise one JSON array in pieces, whose errors are lists, too. */
export async function answerStream(
  exchange: Exchange,
  switches: GenerateSwitches,
  model: ModelFacts,
  context: GenerateContext,
): Promise<void> {
  const events = exchange.query.get('alt') === 'sse';
  const chunks = await streamed(exchange, switches, model, context).catch((error: unknown) => {
    if (events || !(error instanceof Refusal)) throw error;
    const { status, body, headers } = error.fault;
    throw new Refusal(status, [body ?? usualError(status)], headers);
  });
  if (chunks === undefined) return;
  const cut = withCut(switches, chunks);
  // The service ends its lines with CR LF.
  const framed = { ...cut, lineEnding: switches.lineEnding ?? 'crlf' };
  const error = (body: unknown): object => Object(body ?? errorBody(503, 'The model is overloaded.')) as object;
  if (events) {
    return sendEvents(
      exchange,
      chunks.map((chunk) => serverSentEvent(chunk)),
      framed,
      {
        contentType: 'text/event-stream',
        error: (body) => errorEvent(error(body), switches),
        heartbeat: ': alive\n\n',
        unknown: serverSentEvent({ emulatedNews: 'not an answer' }),
        delayMs: context.delayMs,
      },
    );
  }
  return sendEvents(
    exchange,
    chunks.map((chunk, index) => `${index === 0 ? '[' : ',\n'}${JSON.stringify(chunk, undefined, 2)}`),
    framed,
    {
      contentType: 'application/json; charset=UTF-8',
      error: (body) => `,\n${JSON.stringify(error(body), undefined, 2)}\n]`,
      heartbeat: '\n',
      unknown: '',
      trailer: '\n]\n',
      delayMs: context.delayMs,
    },
  );
}

/** `countTokens`: the number that an answer to this prompt counts as well. */
export async function answerCount(exchange: Exchange, model: ModelFacts, { files }: GenerateContext): Promise<void> {
  const body = await exchange.json();
  const inner = isJsonObject(body) ? fieldOf(body, 'generateContentRequest') : undefined;
  const { total, details } = promptTokens(readRequest(inner ?? body, model, files));
  exchange.send(200, { totalTokens: total, promptTokensDetails: details });
}

async function streamed(
  exchange: Exchange,
  switches: GenerateSwitches,
  model: ModelFacts,
  context: GenerateContext,
): Promise<readonly object[] | undefined> {
  if (!(await exchange.begin(switches))) return undefined;
  const request = await readChecked(exchange, model, context);
  const facts = factsOf(request, switches);
  if (switches.blockReason !== undefined) return [blockedResponse(switches.blockReason, facts)];
  return chunksOf(writeAnswer(request, switches, context.signatures), facts);
}

async function readChecked(exchange: Exchange, model: ModelFacts, context: GenerateContext): Promise<GenerateRequest> {
  const request = readRequest(await exchange.json(), model, context.files);
  checkSignatures(request, context.signatures);
  const { total } = promptTokens(request);
  if (total <= model.maxInput) return request;
  throw invalid(`The input token count (${total}) exceeds the maximum number of tokens allowed (${model.maxInput}).`);
}

function factsOf(request: GenerateRequest, { cachedTokens, finishMessage }: GenerateSwitches): ResponseFacts {
  return {
    responseId: randomBytes(16).toString('base64url'),
    model: request.model.id,
    prompt: promptTokens(request, cachedTokens),
    finishMessage,
  };
}

function errorEvent(error: object, { errorForm = 'event' }: GenerateSwitches): string {
  if (errorForm === 'event') return serverSentEvent(error);
  return `${JSON.stringify(errorForm === 'list' ? [error] : error, undefined, 2)}\n`;
}

/** The switches with `cutBefore` as a number of events. */
function withCut(switches: GenerateSwitches, chunks: readonly object[]): GenerateSwitches {
  const { cutBefore } = switches;
  if (cutBefore === undefined) return switches;
  const index = chunks.findIndex((chunk) => JSON.stringify(chunk).includes(`"${cutBefore}":`));
  return index < 0 ? switches : { ...switches, resetAfterEvents: index };
}
