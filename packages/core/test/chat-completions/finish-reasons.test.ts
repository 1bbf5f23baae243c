import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  finishWordFrom,
  finishWords,
  meaningOf,
  type FinishMeaning,
} from '../../src/chat-completions/finish-reasons.ts';

/** As services spell them; the same words and more are in docs/finish-reasons.md. */
const words: Readonly<Record<FinishMeaning, readonly string[]>> = {
  stop: ['stop', 'STOP', 'end_turn', 'eos', 'eos_token', 'COMPLETE', 'stop_sequence', 'normal', 'FINISH_REASON_STOP'],
  length: [
    'length',
    'MAX_TOKENS',
    'max-tokens',
    'maxTokens',
    'model_length',
    'context',
    'model_context_window_exceeded',
    'time_limit',
    'repetition',
  ],
  'content-filter': [
    'content_filter',
    'SAFETY',
    'sensitive',
    'refusal',
    'guardrail_intervened',
    'content_filter: PROHIBITED_CONTENT',
  ],
  'tool-calls': ['tool_calls', 'tool-calls', 'tool_use', 'function_call', 'TOOL_CALL'],
  broken: [
    'error',
    'ERROR',
    'network_error',
    'insufficient_system_resource',
    'abort',
    'cancelled',
    'TIMEOUT',
    'MALFORMED_FUNCTION_CALL',
    'function_call_filter: MALFORMED_FUNCTION_CALL',
  ],
  other: ['weird', 'pause_turn', 'OTHER', 'load', 'stopped_by_magic', '__proto__', 'constructor'],
};

test.each(Object.entries(words).flatMap(([meaning, all]) => all.map((word) => [word, meaning])))(
  'the finish reason %s means %s',
  (word, meaning) => {
    expect(meaningOf(word)).toBe(meaning);
    expect(finishWordFrom(word)).toBe(word);
  },
);

test.each([
  null,
  undefined,
  '',
  ' ',
  'null',
  'None',
  'NULL',
  'undefined',
  'not_finished',
  'FINISH_REASON_UNSPECIFIED',
  7,
  {},
])('the finish reason %j says that the answer goes on', (value) => {
  expect(finishWordFrom(value)).toBeUndefined();
});

test('the table of the documents has every word under what it means', async () => {
  const document = await readFile(new URL('../../../../docs/finish-reasons.md', import.meta.url), 'utf8');
  const rows = document.split('\n').filter((line) => line.startsWith('| `'));
  const documented = rows.map((row) => {
    const [, word = '', meaning = 'other'] = /^\| `([^`]+)`\s*\| (?:`([a-z-]+)`)?/.exec(row) ?? [];
    return [word.toLowerCase(), meaning] as const;
  });
  for (const [word, meaning] of documented) expect([word, meaningOf(word)]).toEqual([word, meaning]);
  const known = Object.values(finishWords).flat();
  expect(documented.flatMap(([word, meaning]) => (meaning === 'other' ? [] : [word])).toSorted()).toEqual(
    known.toSorted(),
  );
});
