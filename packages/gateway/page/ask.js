import { upload } from './attachments.js';
import { failureText } from './failure-text.js';
import { GatewayError, streamChat } from './gateway.js';

/** @import { Answer, Turn } from './storage.js' */

/**
 * @param {string} model
 * @returns {Answer}
 */
export function emptyAnswer(model) {
  return {
    model,
    state: 'running',
    text: '',
    thoughts: '',
    tools: [],
    pictures: [],
    sources: [],
    details: [],
    notes: [],
    failure: '',
  };
}

/**
 * Asks the last question of a conversation, and fills in its answer.
 *
 * @param {readonly Turn[]} turns
 * @param {() => void} onChange
 * @param {AbortSignal} signal
 */
export async function ask(turns, onChange, signal) {
  const answer = turns.at(-1)?.answer;
  if (answer === undefined) return;
  try {
    await Promise.all(turns.flatMap(({ files }) => files).map((file) => upload(file, () => undefined, signal)));
    const body = { model: answer.model, messages: turns.flatMap(toMessages) };
    for await (const chunk of streamChat(body, signal)) {
      read(chunk, answer);
      onChange();
    }
    answer.state = 'done';
  } catch (error) {
    answer.state = signal.aborted ? 'stopped' : 'failed';
    if (!signal.aborted) answer.failure = failureText(error);
    if (error instanceof GatewayError && error.code === 'file_not_found') forgetUploads(turns);
  }
  onChange();
}

/** @param {readonly Turn[]} turns */
function forgetUploads(turns) {
  for (const file of turns.flatMap(({ files }) => files)) file.upload = undefined;
}

/**
 * The messages of a turn. A question without an answer is left out, unless it is the one that is asked now.
 *
 * @param {Turn} turn
 * @returns {object[]}
 */
function toMessages({ text, files, answer }) {
  const isAsked = answer.state === 'running';
  if (!isAsked && answer.text === '') return [];
  const parts = files.map(({ upload: place }) => ({ type: 'file', file: { file_id: place?.id } }));
  const content = files.length === 0 ? text : [...parts, ...(text === '' ? [] : [{ type: 'text', text }])];
  const question = { role: 'user', content };
  if (isAsked) return [question];
  const details = answer.state === 'done' && answer.details.length > 0 ? { reasoning_details: answer.details } : {};
  return [question, { role: 'assistant', content: answer.text, ...details }];
}

/**
 * @param {any} chunk
 * @param {Answer} answer
 */
function read({ choices, provider, model, service, warnings, attempts, usage }, answer) {
  const [choice] = choices;
  if (choice !== undefined) readDelta(choice.delta, answer);
  if (typeof choice?.finish_reason === 'string') {
    const by =
      service?.model !== undefined && service.model !== model
        ? `${service.model} (${provider})`
        : `${model} (${provider})`;
    answer.notes.push(`Answered by ${provider === undefined ? model : by}`);
    if (choice.finish_reason === 'length') answer.notes.push('The answer was cut off at its maximum length.');
    if (choice.finish_reason === 'content_filter') answer.notes.push('The service filtered the answer.');
    for (const { feature, message } of warnings ?? []) answer.notes.push(message ?? `Left out: ${feature}`);
    if (attempts?.length > 1) answer.notes.push(`Tried: ${attempts.map(attemptText).join(', ')}`);
  }
  if (usage !== undefined && usage !== null) {
    answer.notes.push(`${usage.prompt_tokens} tokens in, ${usage.completion_tokens} out`);
  }
}

/** @param {{ provider?: string, model?: string, error?: { code?: string }, code?: string }} attempt */
function attemptText({ provider, model, error, code }) {
  const failed = error?.code ?? code;
  return `${provider}/${model}${failed === undefined ? '' : ` (${failed})`}`;
}

/**
 * @param {any} delta
 * @param {Answer} answer
 */
function readDelta(delta, answer) {
  if (delta.revised_content !== undefined) answer.text = delta.revised_content;
  answer.text += delta.content ?? delta.refusal ?? '';
  answer.thoughts += delta.reasoning_content ?? '';
  for (const { index, function: call } of delta.tool_calls ?? []) {
    const tool = (answer.tools[index] ??= { name: '', arguments: '' });
    tool.name += call?.name ?? '';
    tool.arguments += call?.arguments ?? '';
  }
  for (const { image_url: image } of delta.images ?? []) {
    if (image.url.startsWith('data:image/')) answer.pictures.push(image.url);
  }
  for (const { url_citation: source } of delta.annotations ?? []) {
    answer.sources.push({ url: source.url, title: source.title ?? source.url });
  }
  answer.details.push(...(delta.reasoning_details ?? []));
}
