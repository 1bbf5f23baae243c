import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { traceACall } from '../src/trace-a-call.ts';

test('the timeline shows the call, its upload and both attempts', async () => {
  const image = fileURLToPath(new URL('../../describe-image/cat.jpeg', import.meta.url));
  const lines: string[] = [];
  await traceACall(image, (line) => lines.push(line));
  expect(lines.map((line) => line.slice(13).split(/ +/, 2).join(' '))).toEqual([
    'call begins',
    'attempt begins',
    'upload begins',
    'upload ends',
    'attempt fails',
    'attempt ends',
    'attempt begins',
    'attempt ends',
    'call ends',
  ]);
  expect(lines.at(-1)).toContain('gen_ai.response.finish_reasons=stop');
  expect(lines.find((line) => line.includes('fails'))).toContain('http.response.status_code=503');
});
