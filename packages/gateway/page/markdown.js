import { lexer } from './vendor/marked.js';
import { element } from './dom.js';

/** @import { Token, Tokens } from 'marked' */

/**
 * Shows Markdown that grows: blocks that did not change keep their nodes, so a selection in them stays, too.
 */
export class MarkdownView {
  /** @type {{ raw: string, node: Node }[]} */
  #blocks = [];
  #target;

  /** @param {HTMLElement} target */
  constructor(target) {
    this.#target = target;
  }

  /** @param {string} text all of it */
  show(text) {
    const tokens = lexer(text, { gfm: true }).filter(({ type }) => type !== 'space' && type !== 'def');
    const same = tokens.findIndex((token, index) => this.#blocks[index]?.raw !== token.raw);
    const kept = same === -1 ? tokens.length : same;
    for (const { node } of this.#blocks.splice(kept)) node.parentNode?.removeChild(node);
    for (const token of tokens.slice(kept)) {
      const node = toNode(token);
      this.#blocks.push({ raw: token.raw, node });
      this.#target.append(node);
    }
  }
}

/**
 * The node of a token. Built from elements of a fixed list and from text: HTML in an answer is shown as what it is, text.
 *
 * @param {Token} given
 * @returns {Node}
 */
function toNode(given) {
  /** @type {any} The union of marked has a member that takes every type, so its other members cannot be told apart. */
  const token = given;
  switch (given.type) {
    case 'heading':
      // The page has the first two levels.
      return element(heading(token.depth), {}, ...nodes(token));
    case 'paragraph':
      return element('p', {}, ...nodes(token));
    case 'blockquote':
      return element('blockquote', {}, ...nodes(token));
    case 'code':
      return element('pre', { tabindex: 0 }, element('code', {}, token.text));
    case 'hr':
      return element('hr');
    case 'list':
      return list(token);
    case 'table':
      return table(token);
    case 'strong':
      return element('strong', {}, ...nodes(token));
    case 'em':
      return element('em', {}, ...nodes(token));
    case 'del':
      return element('del', {}, ...nodes(token));
    case 'codespan':
      return element('code', {}, token.text);
    case 'br':
      return element('br');
    case 'link':
      return link(token.href, nodes(token));
    case 'image':
      // A picture from elsewhere would tell its server who reads this answer.
      return link(token.href, [token.text || token.href]);
    case 'checkbox':
      return element('input', { type: 'checkbox', disabled: true, checked: token.checked });
    case 'escape':
      return document.createTextNode(token.text);
    case 'text':
      return inline(token);
    default:
      return document.createTextNode(given.raw);
  }
}

/** @param {{ tokens?: Token[], text: string }} token */
function inline(token) {
  if (token.tokens === undefined) return document.createTextNode(unescaped(token.text));
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes(token));
  return fragment.childNodes.length === 1 && fragment.firstChild !== null
    ? fragment.firstChild
    : element('span', {}, fragment);
}

/**
 * Entities such as `&amp;` as the characters that they stand for. No `<` gets through, so the parser sees no tag.
 *
 * @param {string} text
 */
function unescaped(text) {
  if (!text.includes('&')) return text;
  return new DOMParser().parseFromString(text.replaceAll('<', '&lt;'), 'text/html').documentElement.textContent ?? text;
}

/** @param {{ tokens?: Token[] }} token */
function nodes({ tokens = [] }) {
  return tokens.map(toNode);
}

/**
 * @param {number} depth
 * @returns {'h3' | 'h4' | 'h5' | 'h6'}
 */
function heading(depth) {
  return depth === 1 ? 'h3' : depth === 2 ? 'h4' : depth === 3 ? 'h5' : 'h6';
}

/** @param {Tokens.List} token */
function list({ ordered, start, items }) {
  const entries = items.map((item) => element('li', {}, ...nodes(item)));
  return ordered
    ? element('ol', { start: typeof start === 'number' && start !== 1 ? start : undefined }, ...entries)
    : element('ul', {}, ...entries);
}

/** @param {Tokens.Table} token */
function table({ header, rows }) {
  const head = element('tr', {}, ...header.map((cell) => element('th', { scope: 'col' }, ...nodes(cell))));
  const body = rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, ...nodes(cell)))));
  return element(
    'div',
    { class: 'table', tabindex: 0 },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)),
  );
}

/**
 * A link to an address that a browser opens as a page; text for every other, such as `javascript:`.
 *
 * @param {string} href
 * @param {readonly (Node | string)[]} children
 */
function link(href, children) {
  const isPage = /^(?:https?:\/\/|mailto:)/i.test(href);
  if (!isPage) return element('span', {}, ...children);
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}
