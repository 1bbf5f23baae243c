import { button, element } from './dom.js';
import { failureText } from './failure-text.js';
import { uploadFile } from './gateway.js';

/** @import { StoredFile } from './storage.js' */

/** The gateway keeps files for an hour. */
const keptMs = 55 * 60_000;

/**
 * The files of the question that is being written: their previews, and their way to the gateway, which begins at once.
 */
export class Attachments {
  /** @type {Map<StoredFile, { item: HTMLElement, uploaded: Promise<void>, leave: AbortController, url: string }>} */
  #entries = new Map();
  #list;
  #onChange;

  /**
   * @param {HTMLElement} list
   * @param {(says: string) => void} onChange called with a sentence
   */
  constructor(list, onChange) {
    this.#list = list;
    this.#onChange = onChange;
  }

  /** @returns {StoredFile[]} */
  get files() {
    return [...this.#entries.keys()];
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) this.put({ name: file.name, blob: file, upload: undefined });
  }

  /** @param {StoredFile} file */
  put(file) {
    const leave = new AbortController();
    const url = URL.createObjectURL(file.blob);
    const progress = element('progress', { max: 1, value: 0, 'aria-label': `Upload of ${file.name}` });
    const state = element('span', { class: 'small' });
    const remove = button('Remove', () => this.#remove(file));
    remove.setAttribute('aria-label', `Remove ${file.name}`);
    const item = element(
      'li',
      { class: 'attachment' },
      file.blob.type.startsWith('image/') ? element('img', { src: url, alt: '' }) : undefined,
      element('span', {}, element('span', { class: 'name', title: file.name }, file.name), progress, state),
      remove,
    );
    const uploaded = upload(file, (share) => (progress.value = share), leave.signal).then(() => progress.remove());
    // Sending the question waits for the upload, and reports its failure as well.
    uploaded.catch((/** @type {unknown} */ error) => {
      progress.remove();
      item.classList.add('failed');
      state.textContent = failureText(error);
    });
    this.#entries.set(file, { item, uploaded, leave, url });
    this.#list.append(item);
    this.#onChange(`${file.name} is added.`);
  }

  /** Takes the files out of the composer once the gateway has all of them. Rejects if one did not arrive. */
  async take() {
    await Promise.all([...this.#entries.values()].map(({ uploaded }) => uploaded));
    const { files } = this;
    for (const file of files) this.#drop(file);
    return files;
  }

  clear() {
    for (const file of this.files) this.#drop(file);
  }

  /** @param {StoredFile} file */
  #remove(file) {
    this.#drop(file);
    this.#onChange(`${file.name} is removed.`);
  }

  /** @param {StoredFile} file */
  #drop(file) {
    const entry = this.#entries.get(file);
    this.#entries.delete(file);
    entry?.leave.abort();
    entry?.item.remove();
    if (entry !== undefined) URL.revokeObjectURL(entry.url);
  }
}

/**
 * Sends a file to the gateway, unless it is there already.
 *
 * @param {StoredFile} file
 * @param {(share: number) => void} onProgress
 * @param {AbortSignal} signal
 */
export async function upload(file, onProgress, signal) {
  if (file.upload !== undefined && Date.now() - file.upload.at < keptMs) return;
  const at = Date.now();
  file.upload = { id: await uploadFile(file.blob, file.name, onProgress, signal), at };
}
