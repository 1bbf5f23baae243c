import { fieldOf, isJsonObject, Refusal, type JsonObject } from '@plugboard/emulator-kit';
import { answerTo } from './answers.ts';
import { sendEvents } from './event-stream.ts';
import type { Exchange } from './exchange.ts';
import { generate, type Generated } from './generated.ts';
import { messagesRequestFrom, validation } from './messages.ts';
import type { ChatSwitches } from './scenario.ts';

/** `/v1/chat/completions`: OpenAI's form, incremental, ended by `[DONE]`. */
export async function answerCompletions(
  exchange: Exchange,
  switches: ChatSwitches,
  now: number,
  delayMs: number,
): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const { question, stream, body } = messagesRequestFrom(await exchange.json());
  checkResponseFormat(fieldOf(body, 'response_format'));
  const generated = generate(answerTo(question), question.text, switches);
  // The service calls the model `default`, whatever the request names.
  const common = { id: `chatcmpl-${exchange.record.at}`, created: Math.floor(now / 1000), model: 'default' };

  if (!stream || switches.json === true) return exchange.send(200, completionOf(common, generated, switches));
  const events = chunksOf(common, generated, switches, wantsUsage(body));
  await sendEvents(exchange, events, switches, { named: false, done: true, delayMs });
}

/** `/v1/chat`: the form of the client libraries of 2024, in which each chunk has the whole text. */
export async function answerGenerations(exchange: Exchange, switches: ChatSwitches, delayMs: number): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const { question, model, stream } = messagesRequestFrom(await exchange.json());
  const generated = generate(answerTo(question), question.text, switches);
  const usage = { input_tokens: generated.tokens?.input ?? 0, output_tokens: generated.tokens?.output ?? 0 };
  const answer = (key: 'chunk' | 'message', content: string, finish: string | null): object => ({
    id: `chat-${exchange.record.at}`,
    model,
    responses: [{ finish_reason: finish, [key]: { role: 'assistant', content } }],
    ...(generated.tokens === undefined ? {} : { usage }),
  });

  if (!stream || switches.json === true) {
    return exchange.send(200, answer('message', generated.text, generated.finishReason));
  }
  const events = generated.snapshots.map((text) => answer('chunk', text, null));
  const last = answer('chunk', generated.text, generated.finishReason);
  await sendEvents(exchange, [...events, last], switches, { named: false, done: false, delayMs });
}

function chunksOf(common: object, generated: Generated, switches: ChatSwitches, withUsage: boolean): readonly object[] {
  const chunk = (delta: object, finish: string | null = null): object => ({
    ...common,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const thoughts = switches.reasoning === undefined ? [] : [chunk({ reasoning_content: switches.reasoning })];
  const steps = stepsOf(switches).map((step) => chunk({ reasoning_steps: [step] }));
  const contents = switches.cumulative === true ? [...generated.snapshots, generated.text] : generated.pieces;
  const usage = usageOf(generated, switches);
  return [
    chunk({ role: 'assistant', content: '' }),
    ...thoughts,
    ...steps,
    ...contents.map((content) => chunk({ content })),
    ...(generated.finishReason === null ? [] : [chunk({}, generated.finishReason)]),
    ...(withUsage && usage !== undefined ? [{ ...common, object: 'chat.completion.chunk', choices: [], usage }] : []),
  ];
}

function completionOf(common: object, generated: Generated, switches: ChatSwitches): object {
  const { reasoning } = switches;
  const message = {
    role: 'assistant',
    content: generated.text,
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    ...(switches.searchResults === undefined ? {} : { reasoning_steps: stepsOf(switches) }),
  };
  const usage = usageOf(generated, switches);
  return {
    ...common,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: generated.finishReason }],
    ...(usage === undefined ? {} : { usage }),
  };
}

/** The steps of a search: the call, then its results. */
function stepsOf({ searchResults }: ChatSwitches): readonly object[] {
  if (searchResults === undefined) return [];
  const call = { id: 'call-1', name: 'search_web', args: { query: 'canned' } };
  return [
    { role: 'assistant', reasoning_content: 'A search may help.', tool_calls: [call] },
    { role: 'tool', content: { tool_name: 'search_web', tool_output: searchResults } },
  ];
}

function usageOf({ tokens }: Generated, { usageNames = 'openai' }: ChatSwitches): object | undefined {
  if (tokens === undefined) return undefined;
  const { input, output } = tokens;
  if (usageNames === 'reka') return { input_tokens: input, output_tokens: output };
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function wantsUsage(body: JsonObject): boolean {
  const options = fieldOf(body, 'stream_options');
  return isJsonObject(options) && fieldOf(options, 'include_usage') === true;
}

/** Two refusals that were seen on the live service. */
function checkResponseFormat(format: unknown): void {
  if (!isJsonObject(format)) return;
  const type = fieldOf(format, 'type');
  if (type === 'json_object') {
    throw validation(
      "Unsupported response_format type: 'json_object'. Supported types are 'text' and 'json_schema'.",
      'response_format',
    );
  }
  const wrapper = fieldOf(format, 'json_schema');
  const schema = isJsonObject(wrapper) ? fieldOf(wrapper, 'schema') : undefined;
  if (type === 'json_schema' && isJsonObject(schema) && Object.keys(schema).join() === 'type') {
    throw new Refusal(503, { error: { type: 'server_error', message: 'Service Unavailable' } });
  }
}
