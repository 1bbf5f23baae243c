import { Client, type CreateParams } from '@plugboard/core';
import { type Accepts, type ChatRequest, defineProvider } from '@plugboard/core/provider';
import { expect, test } from 'vitest';
import {
  choices,
  formats,
  messageFields,
  parameters,
  partFields,
  parts,
  roles,
  streamOptions,
  tools,
} from './openai-fields.ts';
import { paramsOf } from '../snippets/openai.ts';
import { readDocument } from './surroundings.ts';

const passed = 'sent to providers that accept it';

/** A table as the formatter leaves it. */
function table(head: readonly [string, string], rows: Readonly<Record<string, string>>): string {
  const cells = [head, ...Object.entries(rows).map(([name, text]) => [`\`${name}\``, text] as const)];
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [first, ...others] = cells.map(line);
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others].join('\n');
}

const sentences = Object.fromEntries(
  Object.entries(parameters).map(([name, field]) => {
    if (typeof field === 'string') return [name, field];
    return [name, field.note === undefined ? passed : `${passed}. ${field.note}`];
  }),
);

const tables = [
  table(['Parameter', 'What happens'], sentences),
  table(['`stream_options`', 'What happens'], streamOptions),
  table(['Role', 'What happens'], roles),
  table(['Field of a message', 'What happens'], messageFields),
  table(['Part', 'What happens'], parts),
  table(['Field of a part', 'What happens'], partFields),
  table(['Type of a tool', 'What happens'], tools),
  table(['`tool_choice`', 'What happens'], choices),
  table(['`response_format`', 'What happens'], formats),
].join('\n\n');

const marked = /(?<=<!-- fields -->\n\n)[\s\S]*?(?=\n\n<!-- end of fields -->)/;

test('the page says what happens to every field of the official types', async () => {
  const page = await readDocument('openai.md');
  expect(page).toMatch(marked);
  // Brought up to date with: npx vitest run docs/test/openai.test.ts -u
  await expect(page.replace(marked, () => tables)).toMatchFileSnapshot('../openai.md');
});

async function ask(params: object, accepts: Accepts): Promise<readonly ChatRequest[]> {
  const requests: ChatRequest[] = [];
  const plugin = defineProvider({
    id: 'told',
    models: [{ id: 'm' }],
    create: () => ({
      accepts,
      async *stream(request) {
        requests.push(request);
        yield { type: 'text-delta', text: 'ok' };
        yield { type: 'finish', reason: 'stop' };
      },
    }),
  });
  await using client = new Client({ providers: [plugin()], config: false, discover: false });
  const messages = [{ role: 'user', content: 'Hi' }];
  await client.chat.completions.create({ model: 'm', messages, stream: true, ...params } as CreateParams & {
    stream: true;
  });
  return requests;
}

const samples = Object.entries(parameters).flatMap(([name, field]) =>
  typeof field === 'string' ? [] : [[name, field] as const],
);

test.each(samples)(
  '%s reaches a provider as the page says, and is unsupported at one without it',
  async (name, field) => {
    const { value, arrives = value } = field;
    const [request] = await ask({ [name]: value }, { parameters: 'any' });
    expect(request?.parameters).toEqual({ [name]: arrives });
    const other = ask({ [name]: value }, { parameters: ['top_k'] });
    await expect(other).rejects.toMatchObject({ code: 'unsupported', param: name });
  },
);

test('every provider accepts the values that the page calls accepted everywhere', async () => {
  const defaults = {
    frequency_penalty: 0,
    logit_bias: {},
    logprobs: false,
    metadata: {},
    modalities: ['text'],
    n: 1,
    parallel_tool_calls: true,
    presence_penalty: 0,
    response_format: { type: 'text' },
    service_tier: 'auto',
    store: false,
    stream_options: { include_usage: true, include_obfuscation: false },
    tool_choice: 'auto',
    top_logprobs: 0,
  };
  const [request] = await ask(defaults, {});
  expect(request?.parameters).toEqual({});
});

test('the body of a stranger chooses a provider where that is allowed, and has no options for it', () => {
  const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], provider: 'work' };
  expect(paramsOf(JSON.stringify(body))).toEqual(body);
  const withOptions = JSON.stringify({ ...body, provider_options: { openai: { a: 1 } } });
  expect(() => paramsOf(withOptions)).toThrow(/^provider_options is not allowed/);
});
