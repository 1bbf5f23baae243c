/**
 * @typedef {object} StoredFile
 * @property {string} name
 * @property {Blob} blob
 * @property {{ id: string, at: number } | undefined} upload where the gateway keeps it, and since when
 */

/**
 * @typedef {object} Answer
 * @property {string} model as it was asked for
 * @property {'running' | 'done' | 'stopped' | 'failed'} state
 * @property {string} text
 * @property {string} thoughts
 * @property {{ name: string, arguments: string }[]} tools
 * @property {string[]} pictures `data:` URLs
 * @property {{ url: string, title: string }[]} sources
 * @property {object[]} details what the service wants back with the next question
 * @property {string[]} notes who answered, and what was left out or tried before
 * @property {string} failure
 */

/**
 * @typedef {object} Turn
 * @property {string} text
 * @property {StoredFile[]} files
 * @property {Answer} answer
 */

/**
 * @typedef {object} Conversation
 * @property {string} model
 * @property {Turn[]} turns
 */

/** IndexedDB keeps files as files, which `localStorage` cannot. It stays in this browser. */
const store = 'conversations';

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open('plugboard', 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(store));
  return settled(request);
}

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The browser keeps nothing.')));
  });
}

/** @returns {Promise<Conversation | undefined>} nothing where a browser keeps nothing, as in private windows */
export async function loadConversation() {
  try {
    const database = await open();
    return await settled(database.transaction(store).objectStore(store).get('current'));
  } catch {
    return undefined;
  }
}

/** @param {Conversation} conversation */
export async function saveConversation(conversation) {
  try {
    const database = await open();
    await settled(database.transaction(store, 'readwrite').objectStore(store).put(conversation, 'current'));
  } catch {
    // The page works without it.
  }
}
