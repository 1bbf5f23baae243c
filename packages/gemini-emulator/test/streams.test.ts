import { expect, test } from 'vitest';
import type { GenerateSwitches } from '../src/index.ts';
import { hello, post, start } from './talk.ts';

const events = '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse';
const array = '/v1beta/models/gemini-3.8-flash:streamGenerateContent';

async function stream(
  generate: GenerateSwitches,
  path = events,
): Promise<{ readonly text: string; readonly broken: boolean }> {
  const { emulator } = await start({ generate });
  const response = await post(emulator, hello(), path);
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch {
    return { text, broken: true };
  }
  return { text, broken: false };
}

/** The texts of the whole events. */
function textsOf(raw: string): readonly unknown[] {
  return [...raw.matchAll(/^data: (\{.*\})\r?\n\r?\n/gm)].map(([, data = '']) => {
    const { candidates, error, emulatedNews } = JSON.parse(data) as {
      candidates?: { content: { parts: { text?: string }[] } }[];
      error?: { code: number };
      emulatedNews?: string;
    };
    return candidates?.[0]?.content.parts[0]?.text ?? error?.code ?? emulatedNews;
  });
}

test('events end their lines with CR LF, and there is no [DONE]', async () => {
  const { text } = await stream({ answer: 'one two' });
  expect(text).not.toMatch(/[^\r]\n|DONE/);
  expect(textsOf(text)).toEqual(['one', ' two', '']);
});

test.each([
  [{ endAfterEvents: 1 }, false, ['one']],
  [{ resetAfterEvents: 1 }, true, ['one']],
  [{ cutBefore: 'thoughtSignature' }, true, ['one', ' two']],
  [{ cutBefore: 'finishReason' }, true, ['one', ' two']],
  [{ errorAfterEvents: 1 }, false, ['one', 503]],
  [{ errorAfterEvents: 0, errorBody: { error: { code: 429 } } }, false, [429]],
  [{ unknownEvents: true, endAfterEvents: 1 }, false, ['not an answer', 'one']],
  [{ heartbeats: true, lineEnding: 'lf', bytesPerWrite: 1 }, false, ['one', ' two', '']],
] as const)('the switches %j: broken is %s, and the texts are %j', async (switches, broken, texts) => {
  const result = await stream({ answer: 'one two', ...switches });
  expect([result.broken, textsOf(result.text)]).toEqual([broken, texts]);
});

test.each([
  ['bare', /\r\n\r\n\{\r\n {2}"error": \{/],
  ['list', /\r\n\r\n\[\r\n {2}\{\r\n {4}"error": \{/],
] as const)('an error can stand in a stream as %s JSON', async (errorForm, form) => {
  const { text } = await stream({ answer: 'one two', errorAfterEvents: 1, errorForm });
  expect(text).toMatch(form);
  expect(text.slice(text.indexOf('\n\r\n'))).not.toContain('data:');
});

test('without alt=sse the chunks are one JSON array, and so is an error', async () => {
  const { text } = await stream({ answer: 'one two' }, array);
  expect(JSON.parse(text)).toMatchObject([
    { candidates: [{ index: 0 }] },
    {},
    { candidates: [{ finishReason: 'STOP' }] },
  ]);
  expect(JSON.parse((await stream({ fail: { status: 429 } }, array)).text)).toMatchObject([{ error: { code: 429 } }]);
  expect(JSON.parse((await stream({ errorAfterEvents: 1 }, array)).text)).toMatchObject([{}, { error: { code: 503 } }]);
});

test('a last chunk can lack its finish reason, or have one of tomorrow', async () => {
  expect((await stream({ finishReason: null })).text).not.toContain('finishReason');
  expect((await stream({ finishReason: 'REASON_OF_TOMORROW', finishMessage: 'why' })).text).toContain(
    '"finishReason":"REASON_OF_TOMORROW","finishMessage":"why"',
  );
});

test('cached tokens are part of those of the prompt', async () => {
  expect((await stream({ cachedTokens: 1_000 })).text).toContain('"totalTokenCount":12,"cachedContentTokenCount":1');
});
