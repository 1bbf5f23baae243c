/** The answers that the server gives and the clients are held to; made of nothing but a number, so both sides know them. */

const words = [
  'The ',
  'striped ',
  'cat ',
  'sits ',
  'on ',
  'a ',
  'wooden ',
  'table, ',
  'café ',
  'lights ',
  'behind ',
  'it. ',
];

/** What the delta at this place says. */
export function deltaText(index: number): string {
  return words[index % words.length] ?? '';
}

/** The answer that so many deltas make. */
export function answerText(deltas: number): string {
  return Array.from({ length: deltas }, (_, index) => deltaText(index)).join('');
}

/** The answer of so many snapshots, four characters each; ends in a word, for white space at an end is held back. */
export function snapshotAnswer(snapshots: number): string {
  const length = snapshots * 4;
  let text = '';
  for (let index = 0; text.length < length; index += 1) text += deltaText(index);
  return `${text.slice(0, length - 1)}.`;
}
