import { sse, startScriptedServer, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { filesLoadedBy } from '../../lib/loaded-files.mjs';

interface Budget {
  readonly program: string;
  readonly source: string;
  readonly files: number;
  readonly kilobytes: number;
}

const question = `messages: [{ role: 'user', content: 'Hello' }], stream: true`;

/**
 * What programs may load, of this project and of others. Node reads and compiles all of it while the user waits, so a change that
 * needs more says why when it raises a line, and one that needs less lowers it. Time itself is measured by `npm run bench`.
 */
const budgets: readonly Budget[] = [
  {
    program: 'a client without a call',
    source: 'new Client();',
    files: 2,
    // With 8 kB for `stream()` and 2 kB for `runTools()`, which return at once and so cannot wait for an import; what reads
    // answers and runs functions is imported.
    kilobytes: 119,
  },
  {
    program: 'a client with the provider of OpenAI',
    source: `const { openai } = await import('@plugboard/provider-openai'); new Client({ provider: openai({ apiKey: 'fake' }) });`,
    files: 6,
    // The start of `runTools()` is in all of these.
    // The last of them for forms of answers that core does not know, which parse() and stream() pass on.
    kilobytes: 253,
  },
  {
    program: 'a client with the provider of Reka',
    source: `const { reka } = await import('@plugboard/provider-reka'); new Client({ provider: reka({ apiKey: 'fake' }) });`,
    files: 6,
    kilobytes: 262,
  },
  {
    program: 'a client with the provider of Anthropic',
    source: `const { anthropic } = await import('@plugboard/provider-anthropic'); new Client({ provider: anthropic({ apiKey: 'fake' }) });`,
    files: 6,
    kilobytes: 233,
  },
  {
    program: 'a client with the provider of Google',
    source: `const { google } = await import('@plugboard/provider-google'); new Client({ provider: google({ apiKey: 'fake' }) });`,
    files: 6,
    kilobytes: 233,
  },
  {
    program: 'the first chat with OpenAI',
    source: `await (await new Client().chat.completions.create({ model: 'gpt-4o', ${question} })).finalText();`,
    files: 35,
    kilobytes: 888,
  },
  {
    program: 'the first chat with Reka',
    source: `await (await new Client().chat.completions.create({ model: 'reka-core', ${question} })).finalText();`,
    files: 35,
    kilobytes: 898,
  },
  {
    program: 'the first chat with Claude',
    source: `await (await new Client().chat.completions.create({ model: 'claude-opus-5', ${question} })).finalText();`,
    files: 35,
    kilobytes: 894,
  },
  {
    program: 'the first chat with Gemini',
    source: `await (await new Client().chat.completions.create({ model: 'gemini-3.8-flash', ${question} })).finalText();`,
    files: 35,
    kilobytes: 894,
  },
];

test.each(budgets)('$program loads no more than its budget, and not much less', async (budget) => {
  await using service = await startService();
  const url = `${service.origin}/v1`;
  const environment = {
    OPENAI_BASE_URL: url,
    OPENAI_API_KEY: 'fake',
    REKA_BASE_URL: url,
    REKA_API_KEY: 'fake',
    ANTHROPIC_BASE_URL: service.origin,
    ANTHROPIC_API_KEY: 'fake',
    GOOGLE_GEMINI_BASE_URL: service.origin,
    GEMINI_API_KEY: 'fake',
  };
  const files = await filesLoadedBy(`import { Client } from '@plugboard/core'; ${budget.source}`, environment);
  const kilobytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
  const loaded = `${files.length} files, ${Math.ceil(kilobytes)} kB:\n${files.map(({ path, bytes }) => `${bytes} ${path}`).join('\n')}`;
  expect(files.length, loaded).toBeLessThanOrEqual(budget.files);
  expect(kilobytes, loaded).toBeLessThanOrEqual(budget.kilobytes);
  // A budget that nobody can exceed guards nothing.
  expect(files.length, `Lower the budget. ${loaded}`).toBeGreaterThanOrEqual(budget.files * 0.8);
  expect(kilobytes, `Lower the budget. ${loaded}`).toBeGreaterThanOrEqual(budget.kilobytes * 0.8);
});

async function startService(): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  const chunk = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  server.on(
    { path: '/v1/chat/completions' },
    sse([chunk({ content: 'Hi' }, null), chunk({}, 'stop'), 'data: [DONE]\n\n']),
  );
  const claude = [
    { type: 'message_start', message: { id: 'msg_1', model: 'claude-opus-5', usage: { input_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
    { type: 'message_stop' },
  ];
  server.on({ path: '/v1/messages' }, sse(claude));
  const gemini = { candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] };
  server.on({ path: '/v1beta/models/gemini-3.8-flash:streamGenerateContent' }, sse([gemini]));
  return server;
}
