import { ask, emptyAnswer } from './ask.js';
import { Attachments } from './attachments.js';
import { byId } from './dom.js';
import { failureText } from './failure-text.js';
import { GatewayError, useKey } from './gateway.js';
import { ModelPicker } from './model-picker.js';
import { loadConversation, saveConversation } from './storage.js';
import { TurnView } from './turn-view.js';

/** @import { Turn } from './storage.js' */

const conversation = byId('conversation', HTMLElement);
const shownTurns = byId('turns', HTMLElement);
const welcome = byId('welcome', HTMLElement);
const composer = byId('composer', HTMLFormElement);
const question = byId('question', HTMLTextAreaElement);
const send = byId('send', HTMLButtonElement);
const stop = byId('stop', HTMLButtonElement);
const chosen = byId('files', HTMLInputElement);
const dropHint = byId('drop-hint', HTMLElement);
const status = byId('status', HTMLElement);
const notice = byId('notice', HTMLElement);
const keyDialog = byId('key-dialog', HTMLDialogElement);
const keyInput = byId('key', HTMLInputElement);
const keyReason = byId('key-reason', HTMLElement);

const models = new ModelPicker();
const attachments = new Attachments(byId('attachments', HTMLElement), tell);
/** @type {Turn[]} */
let turns = [];
/** @type {Map<Turn, TurnView>} */
const views = new Map();
/** @type {AbortController | undefined} */
let running;
let loading = Promise.resolve();

/** @param {string} says read out by screen readers */
function tell(says) {
  status.textContent = says;
}

/** What has to be seen as well. It stands above the question until the next one is asked. @param {string} says */
function warn(says) {
  notice.textContent = says;
}

/** Whether the end is in sight, and so stays there when more comes. An answer that is read from above is not scrolled away. */
let isAtEnd = true;

function showEnd() {
  isAtEnd = true;
  conversation.scrollTop = conversation.scrollHeight;
}

/** Draws what changed. */
function draw() {
  welcome.hidden = turns.length > 0;
  for (const [turn, view] of views) {
    if (!turns.includes(turn)) {
      view.remove();
      views.delete(turn);
    }
  }
  turns.forEach((turn, index) => {
    const isNew = !views.has(turn);
    const isLast = index === turns.length - 1;
    const view = views.get(turn) ?? new TurnView(turn, { retry, edit, copy });
    views.set(turn, view);
    if (isNew) shownTurns.append(view.element);
    if (isNew || index >= turns.length - 2) view.show(isLast);
  });
  send.hidden = running !== undefined;
  stop.hidden = running === undefined;
}

let isDrawn = true;

/** Once a frame is as often as anybody sees it. */
function drawSoon() {
  if (!isDrawn) return;
  isDrawn = false;
  requestAnimationFrame(() => {
    isDrawn = true;
    draw();
  });
}

/** Asks the last question. */
async function run() {
  const last = turns.at(-1);
  if (last === undefined || running !== undefined) return;
  last.answer = emptyAnswer(models.value);
  warn('');
  running = new AbortController();
  tell('Waiting for the answer.');
  draw();
  showEnd();
  await ask(turns, drawSoon, running.signal);
  running = undefined;
  draw();
  const { state } = last.answer;
  tell(state === 'done' ? 'The answer is complete.' : state === 'stopped' ? 'Stopped.' : 'The answer failed.');
  void save();
}

let saved = Promise.resolve();

/** One after the other, so that the last one stays. */
function save() {
  saved = saved.then(() => saveConversation({ model: models.value, turns }));
  return saved;
}

async function submit() {
  const text = question.value.trim();
  if (running !== undefined || send.disabled || (text === '' && attachments.files.length === 0)) return;
  // Whoever types fast is done before the models are known.
  await loading;
  if (models.value === '') {
    warn('Choose a model first.');
    models.focus();
    return;
  }
  send.disabled = true;
  try {
    const files = await attachments.take();
    turns.push({ text, files, answer: emptyAnswer(models.value) });
    question.value = '';
  } catch (error) {
    warn(`A file did not reach the gateway. ${failureText(error)} Remove it, or add it again.`);
    return;
  } finally {
    send.disabled = false;
  }
  await run();
}

/** @param {Turn} turn */
function retry(turn) {
  if (turn === turns.at(-1)) void run();
}

/** Puts the last question back to where it was written. @param {Turn} turn */
function edit(turn) {
  if (running !== undefined) return;
  turns = turns.filter((one) => one !== turn);
  question.value = turn.text;
  attachments.clear();
  for (const file of turn.files) attachments.put(file);
  draw();
  void save();
  question.focus();
}

/** @param {string} text @param {HTMLButtonElement} pressed */
function copy(text, pressed) {
  // Browsers have a clipboard for addresses of this machine and for https only.
  const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
  copied.then(
    () => {
      tell('Copied.');
      pressed.textContent = 'Copied';
      setTimeout(() => (pressed.textContent = 'Copy'), 2_000);
    },
    () => warn('This browser does not let the page copy. Select the text instead.'),
  );
}

/** What the gateway says of a missing key is for programs. */
function askForKey() {
  if (keyInput.value !== '')
    keyReason.textContent = 'The gateway does not know this key. Whoever runs it can give you one.';
  keyInput.value = '';
  keyDialog.showModal();
}

async function loadModels() {
  const stored = await loadConversation();
  try {
    await models.load(stored?.model ?? '');
  } catch (error) {
    if (error instanceof GatewayError && error.status === 401) askForKey();
    else warn(failureText(error));
  }
}

let lastTop = 0;
conversation.addEventListener('scroll', () => {
  const { scrollTop, scrollHeight, clientHeight } = conversation;
  if (scrollHeight - scrollTop - clientHeight < 80) isAtEnd = true;
  // Only who scrolls up leaves the end: when content grows, the end moves away by itself.
  else if (scrollTop < lastTop) isAtEnd = false;
  lastTop = scrollTop;
});
// Pictures grow when they are loaded, and the composer when files are added: long after something was drawn.
const sizes = new ResizeObserver(() => isAtEnd && showEnd());
sizes.observe(shownTurns);
sizes.observe(conversation);
composer.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
question.addEventListener('keydown', (event) => {
  // While an input method composes a word, Enter belongs to it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void submit();
});
stop.addEventListener('click', () => running?.abort());
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !keyDialog.open) running?.abort();
});
byId('clear', HTMLButtonElement).addEventListener('click', () => {
  running?.abort();
  turns = [];
  attachments.clear();
  draw();
  void save().then(() => tell('The conversation is deleted.'));
  question.focus();
});
byId('choose', HTMLButtonElement).addEventListener('click', () => chosen.click());
chosen.addEventListener('change', () => {
  attachments.add(chosen.files ?? []);
  chosen.value = '';
});
document.addEventListener('paste', (event) => {
  const files = event.clipboardData?.files ?? [];
  if (files.length === 0) return;
  event.preventDefault();
  attachments.add(files);
});
document.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files') !== true) return;
  event.preventDefault();
  dropHint.hidden = false;
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) dropHint.hidden = true;
});
document.addEventListener('drop', (event) => {
  dropHint.hidden = true;
  if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return;
  event.preventDefault();
  attachments.add(event.dataTransfer.files);
  question.focus();
});
byId('key-form', HTMLFormElement).addEventListener('submit', () => {
  useKey(keyInput.value);
  warn('');
  loading = loadModels();
});

const stored = await loadConversation();
turns = stored?.turns ?? [];
for (const { answer } of turns) if (answer.state === 'running') answer.state = 'stopped';
draw();
showEnd();
loading = loadModels();
await loading;
question.focus();
