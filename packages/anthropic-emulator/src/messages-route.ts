import { randomUUID } from 'node:crypto';
import { sendEvents, serverSentEvent, type Exchange, type Signatures } from '@plugboard/emulator-kit';
import type { Answer } from './answer/answer.ts';
import { eventsOf, messageOf, type StreamEvent } from './answer/message-form.ts';
import { writeAnswer } from './answer/write-answer.ts';
import { errorBody, invalid } from './errors.ts';
import type { FileStore } from './file-store.ts';
import { checkThoughts, type IssuedTurn } from './request/check-thoughts.ts';
import type { ApiVersion, MessagesRequest } from './request/messages-request.ts';
import { readRequest } from './request/read-request.ts';
import type { MessagesSwitches } from './scenario.ts';
import { promptTokens, type PromptCache } from './usage.ts';

/** What all messages of one emulator share. */
export interface MessagesContext {
  readonly files: FileStore;
  readonly signatures: Signatures;
  readonly cache: PromptCache;
  /** The turns in which calls were issued, by call id. */
  readonly issued: Map<string, IssuedTurn>;
  readonly delayMs: number;
}

/** `/v1/messages`. */
export async function answerMessages(
  exchange: Exchange,
  switches: MessagesSwitches,
  version: ApiVersion,
  context: MessagesContext,
): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const request = await readChecked(exchange, version, context, false);
  const { signatures, issued } = context;
  checkThoughts(request, { signatures, issued, foreign: switches.foreignThoughts ?? 'refuse' });
  const answer = writeAnswer(request, switches, signatures);
  remember(answer, request, issued);

  const id = `msg_01${randomUUID().replaceAll('-', '').slice(0, 22)}`;
  const facts = { id, model: request.model.id, prompt: context.cache.use(request) };
  if (!request.stream || switches.json === true) return exchange.send(200, messageOf(answer, facts));
  const events = eventsOf(answer, facts, switches.pings ?? true);
  await sendEvents(
    exchange,
    events.map(({ text }) => text),
    withCut(switches, events),
    {
      error: (body) => serverSentEvent(body ?? errorBody(529, 'Overloaded'), 'error'),
      heartbeat: serverSentEvent({ type: 'ping' }, 'ping'),
      unknown: serverSentEvent({ type: 'emulated_news', text: 'not an answer' }, 'emulated_news'),
      delayMs: context.delayMs,
    },
  );
}

/** `/v1/messages/count_tokens`: the number that a message with this prompt counts as well. */
export async function answerCount(exchange: Exchange, version: ApiVersion, context: MessagesContext): Promise<void> {
  const request = await readChecked(exchange, version, context, true);
  exchange.send(200, { input_tokens: promptTokens(request) });
}

async function readChecked(
  exchange: Exchange,
  version: ApiVersion,
  { files }: MessagesContext,
  counting: boolean,
): Promise<MessagesRequest> {
  const beta = exchange.header('anthropic-beta') !== undefined;
  const request = readRequest(await exchange.json(), { version, files, beta, counting });
  const tokens = promptTokens(request);
  const most = request.model.maxInput;
  if (tokens > most) throw invalid(`prompt is too long: ${tokens} tokens > ${most} maximum`);
  return request;
}

function remember({ blocks }: Answer, { model }: MessagesRequest, issued: Map<string, IssuedTurn>): void {
  const proofs = blocks.flatMap((block) => {
    if (block.type === 'thinking') return [block.signature];
    return block.type === 'redacted_thinking' ? [block.data] : [];
  });
  for (const block of blocks) if (block.type === 'tool_use') issued.set(block.id, { model: model.id, proofs });
}

/** The switches with `cutBefore` as a number of events. */
function withCut(switches: MessagesSwitches, events: readonly StreamEvent[]): MessagesSwitches {
  const { cutBefore } = switches;
  const index = events.findIndex(
    ({ type, delta }) => cutBefore !== undefined && (type === cutBefore || delta === cutBefore),
  );
  return index < 0 ? switches : { ...switches, resetAfterEvents: index };
}
