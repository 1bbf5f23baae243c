import { fieldOf, isJsonObject, Refusal, type ReceivedFile } from '@plugboard/emulator-kit';
import { answerTo } from './answers.ts';
import { sendEvents } from './event-stream.ts';
import type { Exchange } from './exchange.ts';
import { generate, type Generated } from './generated.ts';
import { fileAtAnyUrl, questionFromHistory } from './history.ts';
import type { ChatSwitches, RetrievedChunk } from './scenario.ts';
import type { FileStore } from './upload-route.ts';

const labelledSource: RetrievedChunk = {
  sourceDocument: 'https://reka-emulator.invalid/canned-source',
  text: 'A canned source of the Reka emulator; nothing was searched.',
  score: 0.9,
};

/** `/api/chat` of the web session. It accepts only addresses from the emulator's own uploads. */
export async function answerWebChat(
  exchange: Exchange,
  switches: ChatSwitches,
  store: FileStore,
  delayMs: number,
): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const uploaded = (url: string): ReceivedFile => {
    const file = store.get(url);
    if (file === undefined) throw new Refusal(400, { detail: 'image_url was not uploaded to this service' });
    return file;
  };
  const rules = {
    strictAlternation: switches.strictAlternation ?? false,
    mediaOnFirstTurnOnly: switches.mediaOnFirstTurnOnly ?? false,
    fileAt: uploaded,
  };
  await answerHistory(exchange, switches, rules, delayMs);
}

/** `/chat` of the 2024 API: the same vocabulary, with rules that are known to be strict. */
export async function answerOldChat(exchange: Exchange, switches: ChatSwitches, delayMs: number): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const rules = { strictAlternation: true, mediaOnFirstTurnOnly: true, fileAt: fileAtAnyUrl };
  await answerHistory(exchange, switches, rules, delayMs);
}

async function answerHistory(
  exchange: Exchange,
  switches: ChatSwitches,
  rules: Parameters<typeof questionFromHistory>[1],
  delayMs: number,
): Promise<void> {
  const body = await exchange.json();
  const question = questionFromHistory(body, rules);
  const generated = generate(answerTo(question), question.text, switches);
  const asked = (name: string): boolean => isJsonObject(body) && fieldOf(body, name) === true;
  const chunks = switches.retrievedChunks ?? (asked('use_search_engine') ? [labelledSource] : undefined);
  const message = (text: string, output: number, final: boolean): object =>
    messageOf(generated, text, output, final, chunks);

  const last = message(generated.text, generated.tokens?.output ?? 0, true);
  if (!asked('stream') || switches.json === true) return exchange.send(200, last);
  const events = generated.snapshots.map((text, index) => message(text, index + 1, false));
  await sendEvents(exchange, [...events, last], switches, { named: true, done: false, delayMs });
}

function messageOf(
  { finishReason, tokens }: Generated,
  text: string,
  output: number,
  final: boolean,
  chunks: readonly RetrievedChunk[] | undefined,
): object {
  return {
    type: 'model',
    text,
    ...(final && finishReason !== null ? { finish_reason: finishReason } : {}),
    ...(tokens === undefined ? {} : { metadata: { input_tokens: tokens.input, generated_tokens: output } }),
    ...(chunks === undefined ? {} : { retrieved_chunks: chunks }),
  };
}
