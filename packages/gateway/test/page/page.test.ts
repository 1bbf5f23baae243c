import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PlugboardError, type ChatEvent } from '@plugboard/core';
import type { ChatMessage, ChatRequest, Media } from '@plugboard/core/provider';
import axe, { type AxeResults } from 'axe-core';
import { expect, test } from 'vitest';
import { openGateway, raw, say } from '../open-gateway.ts';
import { openPage } from './browser.ts';
import { focusedId, isInView, leftovers, measure, transfer, type Transfer } from './in-page.js';

const photograph = fileURLToPath(new URL('../../../../examples/describe-image/cat.jpeg', import.meta.url));

/** The files of the last message. */
function filesOf(request: ChatRequest): readonly Media[] {
  const parts = request.messages.at(-1)?.content ?? [];
  return parts.flatMap((part) => (part.type === 'text' || typeof part.source === 'string' ? [] : [part.source]));
}

function textOf({ content }: ChatMessage): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Says how many bytes of an image it got, thinks aloud, and writes Markdown. */
async function* lookAt(request: ChatRequest): AsyncGenerator<ChatEvent> {
  const [media] = filesOf(request);
  const bytes = media === undefined ? 0 : (await media.bytes({ maxBytes: 10_000_000 })).length;
  yield { type: 'reasoning-delta', text: 'First I look.' };
  yield { type: 'text-delta', text: `**${bytes}** bytes of \`${media?.type ?? 'nothing'}\`.\n\n` };
  yield {
    type: 'text-delta',
    text: '| a | b |\n| - | - |\n| 1 | 2 |\n\n<img src=x onerror="alert(1)"> [bad](javascript:alert(1))',
  };
  yield { type: 'finish', reason: 'stop', usage: { inputTokens: 5, outputTokens: 7 } };
}

test('a photograph is chosen, asked about, and the answer streams in as Markdown that runs nothing', async (context) => {
  const { url } = await openGateway(lookAt);
  const { page, faults } = await openPage(context, url);
  await page.locator('#files').setInputFiles(photograph);
  await page.getByText('cat.jpeg', { exact: true }).waitFor();
  await page.getByLabel('Question', { exact: true }).fill('What is this?');
  await page.keyboard.press('Enter');
  const { length } = await readFile(photograph);
  const answer = page.getByRole('article', { name: 'Answer' });
  await answer.getByText('Answered by echo (fake)').waitFor();
  expect(await answer.locator('.text > p').first().innerText()).toBe(`${length} bytes of image/jpeg.`);
  expect(await answer.locator('table td').allInnerTexts()).toEqual(['1', '2']);
  expect(await answer.locator('.text img, .text a').count()).toBe(0);
  expect(await answer.locator('.text').innerText()).toContain('<img src=x onerror="alert(1)"> bad');
  // Thoughts are folded.
  expect(await answer.getByText('First I look.').isVisible()).toBe(false);
  await answer.getByText('Thoughts').click();
  expect(await answer.getByText('First I look.').isVisible()).toBe(true);
  expect(await page.getByRole('article', { name: 'Your question' }).getByAltText('cat.jpeg').count()).toBe(1);
  expect(faults).toEqual([]);
});

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function given(event: Transfer['event'], ...names: readonly string[]): Transfer {
  return { event, files: names.map((name) => ({ name, bytes: dot })) };
}

test('pictures are dropped and pasted, removed, and all that stay are sent', async (context) => {
  const types: (readonly string[])[] = [];
  const { url } = await openGateway((request) => {
    types.push(filesOf(request).map(({ type }) => type));
    return say('Two dots.');
  });
  const { page, faults } = await openPage(context, url);
  await page.getByText('echo (image, pdf)').waitFor({ state: 'attached' });
  await page.evaluate(transfer, given('drop', 'one.png', 'two.png'));
  await page.evaluate(transfer, given('paste', 'three.png'));
  await page.getByRole('button', { name: 'Remove two.png' }).click();
  // A picture is a question, too.
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Two dots.').waitFor();
  expect(types).toEqual([['image/png', 'image/png']]);
  expect(await page.getByRole('list', { name: 'Files of this question' }).getByRole('listitem').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('stopping keeps what arrived, ends the call of the service, and the next question has the stopped answer in it', async (context) => {
  const asked: ChatRequest[] = [];
  const left = new AbortController();
  const { url } = await openGateway(async function* (request, call) {
    asked.push(request);
    yield { type: 'text-delta', text: asked.length === 1 ? 'Half of' : 'All of it.' };
    if (asked.length === 1) {
      await once(call.signal, 'abort');
      left.abort();
    }
    yield { type: 'finish', reason: 'stop' };
  });
  const { page } = await openPage(context, url);
  const question = page.getByLabel('Question', { exact: true });
  await question.fill('First');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Half of').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => left.signal.aborted).toBe(true);
  await page.locator('.answer').getByText('Stopped.').waitFor();
  await question.fill('Second');
  await question.press('Enter');
  await page.getByText('All of it.').waitFor();
  expect(asked[1]?.messages.map((message) => [message.role, textOf(message)])).toEqual([
    ['user', 'First'],
    ['assistant', 'Half of'],
    ['user', 'Second'],
  ]);
});

test('an error is told with what to do, and asking again answers in its place', async (context) => {
  let calls = 0;
  const { url } = await openGateway(async function* () {
    calls += 1;
    if (calls === 1) throw new PlugboardError('rate_limited', 'The service is busy.', { retryAfterMs: 7_000 });
    if (calls === 2) {
      yield { type: 'text-delta', text: 'A piece' };
      throw new PlugboardError('server_error', 'The service broke down.');
    }
    yield* say('At last.');
  });
  const { page } = await openPage(context, url);
  await page.getByLabel('Question', { exact: true }).fill('Hello');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert');
  await alert.getByText('Press Retry in 7 s.').waitFor();
  expect(await alert.innerText()).toContain('The service is busy.');
  await page.getByRole('button', { name: 'Retry' }).click();
  await alert.getByText('choose another model').waitFor();
  expect(await page.locator('.answer .text').innerText()).toBe('A piece');
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('At last.').waitFor();
  expect(await alert.count()).toBe(0);
  expect(await page.locator('.answer .text').innerText()).toBe('At last.');
  expect(calls).toBe(3);
});

test('the conversation outlives a reload, its last question can be edited, and a new chat forgets it', async (context) => {
  const asked: string[] = [];
  const { url } = await openGateway((request) => {
    asked.push(request.messages.map(textOf).join(' | '));
    return say(`Answer ${asked.length}`);
  });
  const { page, faults } = await openPage(context, url);
  await page.locator('#files').setInputFiles(photograph);
  await page.getByLabel('Question', { exact: true }).fill('Once');
  await page.keyboard.press('Enter');
  await page.getByText('Answered by').waitFor();
  await page.reload();
  await page.getByText('Answer 1').waitFor();
  await page.getByRole('button', { name: 'Edit' }).click();
  const question = page.getByLabel('Question', { exact: true });
  expect(await question.inputValue()).toBe('Once');
  await page.getByText('cat.jpeg', { exact: true }).waitFor();
  await question.fill('Twice');
  await question.press('Enter');
  await page.getByText('Answer 2').waitFor();
  await page.getByText('The answer is complete.').waitFor();
  expect(asked).toEqual(['Once', 'Twice']);
  await page.getByRole('button', { name: 'New chat' }).click();
  await page.getByText('The conversation is deleted.').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Ask a model about a picture' }).waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
  expect(faults).toEqual([]);
});

test('a gateway with keys asks for one, which leaves with the tab and stands in no address', async (context) => {
  const { url, log } = await openGateway(() => say('Welcome.'), {
    keys: [{ name: 'desk', key: 'fake-key-of-the-desk' }],
  });
  const { page } = await openPage(context, url);
  await page.getByRole('heading', { name: 'This gateway needs a key' }).waitFor();
  await page.getByLabel('Key', { exact: true }).fill('fake-key-of-another-desk');
  await page.keyboard.press('Enter');
  await page.getByText('The gateway does not know this key.').waitFor();
  await page.getByLabel('Key', { exact: true }).fill('fake-key-of-the-desk');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByText('echo (image, pdf)').waitFor({ state: 'attached' });
  await page.getByLabel('Question', { exact: true }).fill('May I?');
  await page.keyboard.press('Enter');
  await page.getByText('Welcome.').waitFor();
  expect(await page.evaluate(leftovers)).toEqual({ stored: 0, address: `${url}/` });
  expect(JSON.stringify(log)).not.toContain('fake-key-of-the-desk');
});

test('a keyboard alone reaches everything, in the order of the page', async (context) => {
  const { url } = await openGateway(() => say('Hello.'));
  const { page } = await openPage(context, url);
  await page.getByText('echo (image, pdf)').waitFor({ state: 'attached' });
  await page.getByRole('heading', { name: 'Plugboard' }).click();
  const names: string[] = [];
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate(focusedId));
  }
  expect(names).toEqual(['model', 'clear', 'choose', 'question', 'send']);
});

test.for([
  ['light', 1_280, 'light'],
  ['dark', 1_280, 'dark'],
  ['phone', 390, 'light'],
  ['dark phone', 390, 'dark'],
] as const)('the page is drawn whole and readable: %s', async ([name, width, colorScheme], context) => {
  const { url } = await openGateway(lookAt);
  const { page, faults } = await openPage(context, url, { viewport: { width, height: 844 }, colorScheme });
  await page.locator('#files').setInputFiles(photograph);
  await page.getByLabel('Question', { exact: true }).fill('What is in this picture, and how large is it?');
  await page.keyboard.press('Enter');
  await page.getByText('Answered by').waitFor();
  const drawn = await page.evaluate(measure);
  expect(drawn.overflows).toBe(false);
  // WCAG AA asks for 4.5.
  expect(drawn.contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  const folder = process.env['PAGE_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
  expect(faults).toEqual([]);
});

/** A question whose answer has everything that one can have. */
async function* everything(): AsyncGenerator<ChatEvent> {
  yield { type: 'reasoning-delta', text: 'First I think about what was asked, and then about what to say. '.repeat(8) };
  yield {
    type: 'tool-call-delta',
    index: 0,
    id: 'call_1',
    name: 'look_up',
    arguments: '{"place":"Reykjavík","unit":"°C"}',
  };
  yield {
    type: 'text-delta',
    text: `# A long answer\n\n${'Words that fill a paragraph, and go on for a while. '.repeat(12)}\n\n- one\n- two\n  - three\n\n`,
  };
  const wide = `const wide = '${'x'.repeat(160)}';`;
  yield {
    type: 'text-delta',
    text: `\`\`\`js\n${wide}\nconsole.log(wide);\n\`\`\`\n\n> A quotation.\n\n${'unbroken'.repeat(40)}\n`,
  };
  yield { type: 'finish', reason: 'stop', usage: { inputTokens: 1_234, outputTokens: 567 } };
}

const looks = [
  ['light', 1_280],
  ['dark', 390],
] as const;

test.for(looks)(
  'every state of the page is readable, and clear to a screen reader: %s',
  async ([colorScheme, width], context) => {
    let calls = 0;
    const { url } = await openGateway(
      () => {
        calls += 1;
        if (calls > 1) throw new PlugboardError('rate_limited', 'The service is busy.', { retryAfterMs: 7_000 });
        return everything();
      },
      { keys: [{ name: 'desk', key: 'fake-key-of-the-desk' }] },
    );
    const { page } = await openPage(context, url, { viewport: { width, height: 844 }, colorScheme });
    const folder = process.env['PAGE_SCREENSHOTS'];
    const judge = async (state: string): Promise<void> => {
      if (folder !== undefined) await page.screenshot({ path: `${folder}/${state} ${colorScheme} ${width}.png` });
      const drawn = await page.evaluate(measure);
      expect([state, drawn.overflows]).toEqual([state, false]);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      expect([state, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([state, []]);
    };
    await page.getByRole('dialog', { name: 'This gateway needs a key' }).waitFor();
    await judge('key');
    await page.getByLabel('Key', { exact: true }).fill('fake-key-of-the-desk');
    await page.keyboard.press('Enter');
    await page.getByText('echo (image, pdf)').waitFor({ state: 'attached' });
    await judge('empty');
    const question = page.getByLabel('Question', { exact: true });
    await question.fill('Tell me everything.');
    await question.press('Enter');
    await page.getByText('Answered by').waitFor();
    await judge('answer');
    await page.getByText('Thoughts').click();
    await page.getByText('Tool: look_up').click();
    await judge('unfolded');
    await page.locator('#files').setInputFiles(photograph);
    await page.getByText('cat.jpeg', { exact: true }).waitFor();
    await question.fill('And this?');
    await judge('file');
    await question.press('Enter');
    const failure = page.getByRole('alert').getByText('Press Retry in 7 s.');
    await failure.waitFor();
    // The picture above it is drawn later, and must not push it away.
    await expect.poll(() => failure.evaluate(isInView)).toBe(true);
    await judge('failure');
  },
);

test('the page and its parts are served with a policy that lets nothing else in', async () => {
  const { url } = await openGateway(() => say('Hello.'));
  const page = await raw(`${url}/`);
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  // Inline code and styles would need a hole in the policy.
  expect(page.body).not.toMatch(/<script>|<style|\son\w+=|style=/);
  const parts = await Promise.all(
    ['main.js', 'style.css', 'icon.svg', 'vendor/marked.js', 'vendor/eventsource-parser.js'].map(async (part) => {
      const { status, headers } = await raw(`${url}/${part}`);
      return [part, status, headers['content-type']];
    }),
  );
  expect(parts).toEqual([
    ['main.js', 200, 'text/javascript; charset=utf-8'],
    ['style.css', 200, 'text/css; charset=utf-8'],
    ['icon.svg', 200, 'image/svg+xml'],
    ['vendor/marked.js', 200, 'text/javascript; charset=utf-8'],
    ['vendor/eventsource-parser.js', 200, 'text/javascript; charset=utf-8'],
  ]);
  const outside = await Promise.all(
    ['tsconfig.json', 'vendor/marked.d.ts', '../package.json'].map((part) => raw(`${url}/${part}`)),
  );
  expect(outside.map(({ status }) => status)).toEqual([404, 404, 404]);
});
