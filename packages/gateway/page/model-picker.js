import { byId, element } from './dom.js';
import { listModels } from './gateway.js';

/** @import { Model } from './gateway.js' */

const other = 'Another model…';

/** The choice of the model, with what each takes besides text. */
export class ModelPicker {
  #select = byId('model', HTMLSelectElement);
  #other = byId('other-model', HTMLInputElement);
  #hint = byId('model-hint', HTMLElement);
  /** @type {ReadonlyMap<string, Model>} */
  #models = new Map();

  constructor() {
    this.#select.addEventListener('change', () => {
      this.#show();
      if (!this.#other.hidden) this.#other.focus();
    });
    this.#other.addEventListener('input', () => this.#show());
  }

  /**
   * Asks the gateway which models there are.
   *
   * @param {string} preferred the one of the last visit
   */
  async load(preferred) {
    const models = await listModels();
    this.#models = new Map(models.map((model) => [model.id, model]));
    const options = models.map((model) => element('option', { value: model.id }, label(model)));
    this.#select.replaceChildren(...options, element('option', { value: '' }, other));
    this.#select.disabled = false;
    if (preferred !== '' && !this.#models.has(preferred)) {
      this.#select.value = '';
      this.#other.value = preferred;
    } else if (preferred !== '') this.#select.value = preferred;
    this.#show();
  }

  get value() {
    return this.#select.value === '' ? this.#other.value.trim() : this.#select.value;
  }

  focus() {
    (this.#other.hidden ? this.#select : this.#other).focus();
  }

  #show() {
    this.#other.hidden = this.#select.value !== '';
    const input = this.#models.get(this.value)?.input;
    this.#hint.textContent = input?.length === 0 ? 'This model takes text only.' : '';
  }
}

/** @param {Model} model */
function label({ id, input, alias_of: targets }) {
  const name = targets === undefined ? id : `${id} → ${targets[0]}`;
  return input === undefined || input === null || input.length === 0 ? name : `${name} (${input.join(', ')})`;
}
