import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatMessage, ContentPart } from '@plugboard/core/provider';
import { toHistory } from '../../src/web/history.ts';

const image = (source = 'https://files.invalid/auth0|1/x=='): ContentPart => ({ type: 'image', source });
const text = (value: string): ContentPart => ({ type: 'text', text: value });
const message = (role: ChatMessage['role'], ...content: readonly (string | ContentPart)[]): ChatMessage => ({
  role,
  content: content.map((part) => (typeof part === 'string' ? text(part) : part)),
});
const human = (value: string, extra: object = {}): object => ({ type: 'human', text: value, ...extra });
const model = (value: string): object => ({ type: 'model', text: value });
const withImage = { image_url: 'https://files.invalid/auth0|1/x==', media_type: 'image' };

const cases: readonly [name: string, messages: readonly ChatMessage[], history: readonly object[]][] = [
  [
    'roles are true',
    [message('user', 'a'), message('assistant', 'b'), message('user', 'c')],
    [human('a'), model('b'), human('c')],
  ],
  [
    'a system text goes in front of the first human turn',
    [message('system', 's'), message('user', 'a')],
    [human('s\n\na')],
  ],
  [
    'several system texts go there too, wherever they stand',
    [message('system', 's'), message('user', 'a'), message('system', 't')],
    [human('s\n\nt\n\na')],
  ],
  [
    'a system text before a turn of the model is a turn of its own',
    [message('system', 's'), message('assistant', 'b'), message('user', 'a')],
    [human('s'), model('b'), human('a')],
  ],
  ['a system text alone is a human turn', [message('system', 's')], [human('s')]],
  ['neighbours are merged with a blank line', [message('user', 'a'), message('user', 'b')], [human('a\n\nb')]],
  [
    'neighbours with a system text between are neighbours',
    [message('user', 'a'), message('system', 's'), message('user', 'b')],
    [human('s\n\na\n\nb')],
  ],
  ['an empty neighbour adds nothing', [message('user', image()), message('user', 'b')], [human('b', withImage)]],
  [
    'a last turn of the model is kept: it is continued',
    [message('user', 'a'), message('assistant', 'Final answer: [')],
    [human('a'), model('Final answer: [')],
  ],
  ['a first turn of the model is kept', [message('assistant', 'b'), message('user', 'a')], [model('b'), human('a')]],
  ['text parts of a message are joined', [message('user', 'a', image(), 'b')], [human('ab', withImage)]],
  [
    'a file is sent with its own turn',
    [message('user', 'a'), message('assistant', 'b'), message('user', 'c', image())],
    [human('a'), model('b'), human('c', withImage)],
  ],
  ['a file without text has an empty one', [message('user', image())], [human('', withImage)]],
];

test.each(cases)('%s', (_name, messages, history) => {
  expect(toHistory(messages)).toEqual(history);
});

test('fields come in the order of the web app', () => {
  expect(JSON.stringify(toHistory([message('user', image(), 'a')]))).toBe(
    '[{"type":"human","text":"a","image_url":"https://files.invalid/auth0|1/x==","media_type":"image"}]',
  );
});

test('a file can be moved to the first turn of the user', () => {
  const messages = [message('user', 'a'), message('assistant', 'b'), message('user', 'c', image())];
  expect(toHistory(messages, { mediaOnFirstTurn: true })).toEqual([human('a', withImage), model('b'), human('c')]);
  expect(toHistory(messages.slice(1), { mediaOnFirstTurn: true })).toEqual([model('b'), human('c', withImage)]);
});

test.each([
  ['two files in one message', [message('user', image(), image())], {}, 'unsupported'],
  ['two files in turns that are merged', [message('user', image()), message('user', image())], {}, 'unsupported'],
  [
    'two files for the first turn',
    [message('user', image()), message('assistant', 'b'), message('user', image())],
    { mediaOnFirstTurn: true },
    'unsupported',
  ],
  ['a file in a system message', [message('system', image()), message('user', 'a')], {}, 'unsupported'],
  ['no message', [], {}, 'input_invalid'],
] as const)('%s is refused', (_name, messages, options, code) => {
  expect(() => toHistory(messages, options)).toThrow(expect.objectContaining({ code }));
});

test('types alternate, and no text is lost, for any conversation', () => {
  const roles = fc.constantFrom<ChatMessage['role']>('user', 'assistant', 'system');
  const messages = fc.array(
    fc.tuple(roles, fc.string({ minLength: 1 })).map(([role, value]) => message(role, value)),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(messages, (conversation) => {
      const history = toHistory(conversation);
      expect(history.every(({ type }, index) => index === 0 || type !== history[index - 1]?.type)).toBe(true);
      const count = (values: readonly string[]): number => values.join('').replaceAll('\n', '').length;
      const sent = conversation.flatMap(({ content }) =>
        content.map((part) => (part.type === 'text' ? part.text : '')),
      );
      expect(count(history.map((turn) => turn.text))).toBe(count(sent));
    }),
  );
});
