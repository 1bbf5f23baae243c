import { createParser } from './vendor/eventsource-parser.js';

/**
 * @typedef {object} Model
 * @property {string} id
 * @property {string} owned_by the instance that answers
 * @property {readonly string[] | undefined} alias_of the models behind it, when it is an alias of the config
 * @property {readonly string[] | null | undefined} input kinds of files besides text; nothing when the gateway does not know
 */

/**
 * A failure of the gateway, or of the connection to it.
 */
export class GatewayError extends Error {
  /**
   * @param {string} message
   * @param {{ code?: string, status?: number, retryAfter?: number }} [facts]
   */
  constructor(message, { code = '', status = 0, retryAfter } = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const keyName = 'plugboard.key';

/** @param {string} key */
export function useKey(key) {
  sessionStorage.setItem(keyName, key);
}

/** @returns {Record<string, string>} */
function authorization() {
  const key = sessionStorage.getItem(keyName);
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

/** @returns {Promise<readonly Model[]>} */
export async function listModels() {
  const response = await send('v1/models', { headers: authorization() });
  const { data } = await response.json();
  return data;
}

/**
 * Sends a file. `fetch` cannot tell how much of a body has been sent.
 *
 * @param {Blob} blob
 * @param {string} name
 * @param {(share: number) => void} onProgress is given 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the id of the file
 */
export function uploadFile(blob, name, onProgress, signal) {
  const form = new FormData();
  form.append('purpose', 'user_data');
  form.append('file', blob, name);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.open('POST', 'v1/files');
    for (const [header, value] of Object.entries(authorization())) request.setRequestHeader(header, value);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(request.response.id);
      else reject(errorOf(request.response, request.status, request.getResponseHeader('retry-after')));
    });
    request.addEventListener('error', () => reject(unreachable()));
    request.addEventListener('abort', () => reject(signal.reason));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

/**
 * Asks, and gives the chunks of the answer as they come. Throws a {@link GatewayError}, also when the answer is cut.
 *
 * @param {object} body
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<any, void, void>}
 */
export async function* streamChat(body, signal) {
  const response = await send('v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization() },
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
    signal,
  });
  /** @type {string[]} */
  let arrived = [];
  const parser = createParser({ onEvent: ({ data }) => arrived.push(data) });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  for (;;) {
    const read = await reader?.read().catch((/** @type {unknown} */ error) => {
      throw signal.aborted ? error : cut();
    });
    if (read === undefined || read.done) throw cut();
    parser.feed(decoder.decode(read.value, { stream: true }));
    for (const data of arrived) {
      if (data === '[DONE]') return;
      const chunk = JSON.parse(data);
      if (chunk.error !== undefined) throw errorOf(chunk, 0, null);
      yield chunk;
    }
    arrived = [];
  }
}

/**
 * @param {string} path
 * @param {RequestInit} init
 */
async function send(path, init) {
  const response = await fetch(path, init).catch((/** @type {unknown} */ error) => {
    throw init.signal?.aborted === true ? error : unreachable();
  });
  if (response.ok) return response;
  const body = await response.json().catch(() => undefined);
  throw errorOf(body, response.status, response.headers.get('retry-after'));
}

/**
 * @param {any} body
 * @param {number} status
 * @param {string | null} retryAfter seconds
 */
function errorOf(body, status, retryAfter) {
  const { message = `The gateway answered with status ${status}.`, code = '' } = body?.error ?? {};
  const seconds = Number(retryAfter);
  return new GatewayError(message, { code, status, ...(seconds > 0 && { retryAfter: seconds }) });
}

function unreachable() {
  return new GatewayError('The gateway cannot be reached.', { code: 'unreachable' });
}

function cut() {
  return new GatewayError('The connection ended in the middle of the answer.', { code: 'stream_truncated' });
}
