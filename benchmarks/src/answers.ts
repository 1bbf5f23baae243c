/** The answers of the server, which the clients must read. They follow from a number, so both sides know them. */

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

/** The text of the delta at this index. */
export function deltaText(index: number): string {
  return words[index % words.length] ?? '';
}

/** The answer of this many deltas. */
export function answerText(deltas: number): string {
  return Array.from({ length: deltas }, (_, index) => deltaText(index)).join('');
}

/** The answer of this many snapshots, four characters each. It ends in a word, because white space at the end is held back. */
export function snapshotAnswer(snapshots: number): string {
  const length = snapshots * 4;
  let text = '';
  for (let index = 0; text.length < length; index += 1) text += deltaText(index);
  return `${text.slice(0, length - 1)}.`;
}
