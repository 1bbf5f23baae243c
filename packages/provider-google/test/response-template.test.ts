import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseTemplate } from '../src/answer/response-template.ts';

const counts = { promptTokenCount: 9, candidatesTokenCount: 1, promptTokensDetails: [{ modality: 'TEXT' }] };

function response(text: unknown, more: object = {}, usageMetadata: unknown = counts): string {
  const candidates = [{ content: { parts: [{ text }], role: 'model' }, index: 0 }];
  return JSON.stringify({ candidates, usageMetadata, modelVersion: 'gemini-test', ...more });
}

function after(...earlier: readonly string[]): ResponseTemplate {
  const template = new ResponseTemplate();
  for (const data of earlier) template.saw(data, JSON.parse(data) as Readonly<Record<string, unknown>>);
  return template;
}

test('a response that differs in its text and its counts only is read without parsing the rest', () => {
  const usage = { ...counts, candidatesTokenCount: 2 };
  expect(after(response('one')).read(response(' two "✓" 😀', {}, usage))).toEqual({ text: ' two "✓" 😀', usage });
});

test('a response without counts is read, too', () => {
  const without = (text: string): string => response(text).replace(/"usageMetadata":.*?\]\},/, '');
  expect(after(without('one')).read(without('two'))).toEqual({ text: 'two', usage: undefined });
});

test('responses with blanks, as the service writes them, are read', () => {
  const spaced = (text: string): string => response(text).replaceAll('":', '": ');
  expect(after(spaced('one')).read(spaced('two'))).toEqual({ text: 'two', usage: counts });
});

test.each<[string, string]>([
  ['an empty text', response('')],
  ['a second part', response('b').replace('[{"text":"b"}]', '[{"text":"b"},{"text":"c"}]')],
  ['a signature', response('b').replace('{"text":"b"}', '{"text":"b","thoughtSignature":"s"}')],
  ['a reason for the end', response('b').replace('"index":0', '"index":0,"finishReason":"STOP"')],
  ['a blocked prompt', response('b', { promptFeedback: { blockReason: 'SAFETY' } })],
  ['another model', response('b', { modelVersion: 'gemini-other' })],
  ['counts that are no object', response('b', {}, 7)],
  ['more behind the counts', response('b').replace(']},', ']},"promptFeedback":{},')],
  ['half of a response', response('b').slice(0, -3)],
])('a response with %s does not fit', (_name, data) => {
  expect(after(response('one')).read(data)).toBeUndefined();
});

test.each<[string, string]>([
  ['a reason for the end', response('one').replace('"index":0', '"index":0,"finishReason":"STOP"')],
  ['a thought', response('one').replace('{"text":"one"}', '{"text":"one","thought":true}')],
  ['counts inside of the candidate, too', response('one').replace('"index":0', `"index":0,"usageMetadata":{"a":1}`)],
])('a response with %s is no template, and ends the use of the one before', (_name, data) => {
  expect(after(response('two'), data).read(data)).toBeUndefined();
  expect(after(response('two'), data).read(response('three'))).toBeUndefined();
});

test('whatever fits gives the text and the counts that parsing gives', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const usage = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 });
  const more = fc.oneof(fc.constant({}), usage);
  const put = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('"', '},', '{', '"usageMetadata":{'));
  fc.assert(
    fc.property(text, text, usage, usage, more, fc.nat(), put, (first, second, one, other, extra, cut, piece) => {
      const template = after(response(first, extra, one));
      const whole = response(second, extra, other);
      const at = cut % whole.length;
      for (const data of [whole, whole.slice(0, at) + piece + whole.slice(at)]) {
        const fast = template.read(data);
        if (fast === undefined) continue;
        const parsed = JSON.parse(data) as {
          candidates: readonly { content: { parts: readonly { text: unknown }[] } }[];
          usageMetadata: unknown;
        };
        expect(parsed.candidates[0]?.content.parts[0]?.text).toBe(fast.text);
        expect(parsed.usageMetadata).toEqual(fast.usage);
      }
    }),
  );
});
