import { button, element } from './dom.js';
import { MarkdownView } from './markdown.js';

/** @import { Answer, StoredFile, Turn } from './storage.js' */

/**
 * @typedef {object} TurnActions
 * @property {(turn: Turn) => void} retry
 * @property {(turn: Turn) => void} edit
 * @property {(text: string, button: HTMLButtonElement) => void} copy
 */

/** A question and its answer on the page. */
export class TurnView {
  /** @type {string[]} */
  #urls = [];
  #answer = element('article', { class: 'answer', 'aria-label': 'Answer' });
  #thoughts = element('p');
  #folded = element('details', { class: 'thoughts', hidden: true }, element('summary', {}, 'Thoughts'), this.#thoughts);
  #tools = element('div');
  #pictures = element('ul', { class: 'pictures', 'aria-label': 'Pictures of the answer', hidden: true });
  #text = element('div', { class: 'text' });
  #markdown = new MarkdownView(this.#text);
  #waiting = element('p', { class: 'small waiting' }, 'Waiting for the answer');
  #end = element('div');
  #edit;
  #actions;
  #turn;

  /**
   * @param {Turn} turn
   * @param {TurnActions} actions
   */
  constructor(turn, actions) {
    this.#turn = turn;
    this.#actions = actions;
    this.#edit = button('Edit', () => actions.edit(turn));
    this.#answer.append(
      heading('Answer'),
      this.#folded,
      this.#tools,
      this.#pictures,
      this.#text,
      this.#waiting,
      this.#end,
    );
    this.element = element('section', { class: 'turn' }, this.#question(), this.#answer);
  }

  /** @param {boolean} isLast the last question can be edited, and asked again */
  show(isLast) {
    const { answer } = this.#turn;
    const isRunning = answer.state === 'running';
    this.#thoughts.textContent = answer.thoughts;
    this.#folded.hidden = answer.thoughts === '';
    this.#tools.replaceChildren(...answer.tools.map(tool));
    this.#showPictures(answer);
    this.#markdown.show(answer.text);
    this.#waiting.hidden = !isRunning || answer.text !== '';
    this.#edit.hidden = !isLast || isRunning;
    this.#end.replaceChildren(...(isRunning ? [] : this.#ending(answer, isLast)));
  }

  remove() {
    for (const url of this.#urls) URL.revokeObjectURL(url);
    this.element.remove();
  }

  #question() {
    const { text, files } = this.#turn;
    const pictures = files.map((file) => element('li', {}, this.#preview(file)));
    return element(
      'article',
      { class: 'question', 'aria-label': 'Your question' },
      heading('Your question'),
      pictures.length === 0 ? undefined : element('ul', { class: 'pictures' }, ...pictures),
      element('p', { class: 'text' }, text),
      element('div', { class: 'actions' }, this.#edit),
    );
  }

  /** @param {StoredFile} file */
  #preview({ name, blob }) {
    if (!blob.type.startsWith('image/')) return name;
    const url = URL.createObjectURL(blob);
    this.#urls.push(url);
    return element('img', { src: url, alt: name });
  }

  /** @param {Answer} answer */
  #showPictures({ pictures }) {
    this.#pictures.hidden = pictures.length === 0;
    for (const url of pictures.slice(this.#pictures.children.length)) {
      this.#pictures.append(element('li', {}, element('img', { src: url, alt: 'Picture that the model made' })));
    }
  }

  /**
   * @param {Answer} answer
   * @param {boolean} isLast
   */
  #ending({ state, text, failure, notes, sources }, isLast) {
    const { copy, retry } = this.#actions;
    return [
      ...(failure === '' ? [] : [element('div', { class: 'failure', role: 'alert' }, element('p', {}, failure))]),
      ...(state === 'stopped' ? [element('p', { class: 'meta' }, 'Stopped.')] : []),
      ...(sources.length === 0 ? [] : [sourceList(sources)]),
      ...(notes.length === 0 ? [] : [element('p', { class: 'meta' }, notes.join(' · '))]),
      element(
        'div',
        { class: 'actions' },
        text === '' ? undefined : button('Copy', (self) => copy(text, self)),
        isLast ? button('Retry', () => retry(this.#turn)) : undefined,
      ),
    ];
  }
}

/** Screen readers go from heading to heading. Those of an answer are one level below. @param {string} says */
function heading(says) {
  return element('h2', { class: 'visually-hidden' }, says);
}

/** @param {{ name: string, arguments: string }} call */
function tool({ name, arguments: given }) {
  return element(
    'details',
    { class: 'tool' },
    element('summary', {}, `Tool: ${name}`),
    element('pre', { tabindex: 0 }, given),
  );
}

/** @param {readonly { url: string, title: string }[]} sources */
function sourceList(sources) {
  const links = sources
    .filter(({ url }) => /^https?:\/\//i.test(url))
    .map(({ url, title }) =>
      element('li', {}, element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, title)),
    );
  return element('details', {}, element('summary', {}, 'Sources'), element('ul', {}, ...links));
}
