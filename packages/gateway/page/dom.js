/**
 * Makes an element with attributes and children. Texts become text nodes, so text of a model is never read as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | number | boolean | undefined>>} [attributes] `true` for one without a value, `undefined` for none
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/**
 * @param {string} label
 * @param {(self: HTMLButtonElement) => void} act
 * @returns {HTMLButtonElement}
 */
export function button(label, act) {
  const made = element('button', { type: 'button', class: 'quiet' }, label);
  made.addEventListener('click', () => act(made));
  return made;
}

/**
 * An element of `index.html`.
 *
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${kind.name} with the id ${id}.`);
  return found;
}
