/** The script of the page: shows what a cell means, moves with the arrow keys, filters, folds groups, keeps the cell in the address. */
export const script = `
const table = document.querySelector('table');
const details = document.getElementById('details');
const find = document.getElementById('find');
let current = table.querySelector('td button');
current.tabIndex = 0;

const make = (name, text = '', className = '') => {
  const element = document.createElement(name);
  element.className = className;
  for (const [index, part] of text.split('\`').entries()) {
    if (index % 2 === 0) element.append(part);
    else element.append(Object.assign(document.createElement('code'), { textContent: part }));
  }
  return element;
};
const nameOf = (button) => table.tHead.rows[0].cells[button.parentElement.cellIndex].title;
const addressOf = (button) => encodeURIComponent(nameOf(button)) + '/' + button.closest('tr').dataset.id;

function show(button) {
  const { id, rule, fix } = button.closest('tr').dataset;
  const status = button.parentElement.className;
  const { reason, ms } = button.dataset;
  const list = make('dl');
  const add = (name, text, className) => {
    if (text) list.append(make('dt', name), make('dd', text, className));
  };
  add('Provider', nameOf(button));
  add('Status', status.replace('-', ' ') + (Number(ms) > 0 ? ', ' + ms + ' ms' : ''), 'status ' + status);
  add('Rule', rule);
  add(status === 'failed' ? 'What happened' : 'Reason', reason);
  if (status === 'failed') {
    const box = make('div', '', 'fix');
    box.append(make('dt', 'Fix'), make('dd', fix));
    list.append(box);
  }
  const head = make('header');
  head.append(make('h2', id), Object.assign(make('button', '\\u00d7'), { id: 'close', type: 'button', ariaLabel: 'Close' }));
  details.replaceChildren(head, list);
  details.hidden = false;
}

function select(button, focus) {
  current.tabIndex = -1;
  current.removeAttribute('aria-pressed');
  current = button;
  current.tabIndex = 0;
  current.setAttribute('aria-pressed', 'true');
  show(current);
  history.replaceState(null, '', '#' + addressOf(current));
  if (focus) current.focus();
}

function close() {
  details.hidden = true;
  current.removeAttribute('aria-pressed');
  current.focus();
}

function filter() {
  const status = document.querySelector('[name=show]:checked').value;
  const words = find.value.toLowerCase();
  for (const row of table.querySelectorAll('tr[data-id]')) {
    const wanted = status === 'all' || row.querySelector('td.' + status);
    row.hidden = !wanted || !(row.dataset.id + ' ' + row.dataset.rule).toLowerCase().includes(words);
  }
  let rows = 0;
  for (const body of table.tBodies) {
    const shown = body.querySelectorAll('tr[data-id]:not([hidden])').length;
    body.hidden = shown === 0;
    rows += shown;
  }
  document.querySelector('.none').hidden = rows > 0;
}

function move(key) {
  const open = '.matrix tbody:not([hidden]):not(.closed) tr[data-id]:not([hidden])';
  const rows = [...document.querySelectorAll(open)].map((row) => [...row.querySelectorAll('td')]);
  const y = rows.findIndex((row) => row.includes(current.parentElement));
  const x = y === -1 ? 0 : rows[y].indexOf(current.parentElement);
  const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-x, 0], End: [Infinity, 0] }[key];
  const row = rows[Math.max(0, Math.min(rows.length - 1, y + down))] ?? [];
  row[Math.max(0, Math.min(row.length - 1, x + across))]?.querySelector('button')?.focus();
}

table.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button?.parentElement.matches('td')) select(button, true);
  if (!button?.ariaExpanded) return;
  button.ariaExpanded = button.closest('tbody').classList.toggle('closed') ? 'false' : 'true';
});
table.addEventListener('focusin', ({ target }) => {
  if (target !== current && target.matches('td button')) select(target);
});
table.addEventListener('keydown', (event) => {
  if (!event.target.matches('td button') || !/^(?:Arrow|Home$|End$)/.test(event.key)) return;
  event.preventDefault();
  move(event.key);
});
addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && !details.hidden) close();
});
details.addEventListener('click', ({ target }) => target.id === 'close' && close());
document.querySelector('fieldset').addEventListener('change', filter);
find.addEventListener('input', filter);
const theme = document.getElementById('theme');
theme.hidden = false;
theme.addEventListener('click', () => {
  const { dataset } = document.documentElement;
  const isDark = dataset.theme ? dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  dataset.theme = isDark ? 'light' : 'dark';
});
const named = [...table.querySelectorAll('td button')].find((button) => '#' + addressOf(button) === location.hash);
const isWide = matchMedia('(min-width: 901px)').matches;
const first = named ?? (isWide ? table.querySelector('td.failed button') : null);
if (first) select(first);
named?.scrollIntoView({ block: 'center' });
`;
