/** The name of the plugin's export: `my-acme` is `myAcme`. */
export function exportName(id: string): string {
  return id.replaceAll(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/** The environment variable of its key: `my-acme` has `MY_ACME_API_KEY`. */
function keyVariable(id: string): string {
  return `${id.toUpperCase().replaceAll('-', '_')}_API_KEY`;
}

/** The source of the provider, for a service that speaks OpenAI's wire format. */
export function source(id: string, model: string, url: string): string {
  const name = exportName(id);
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Options`;
  const variable = keyVariable(id);
  return `import { streamChatCompletions } from '@plugboard/core/chat-completions';
import { defineProvider, PlugboardError, type ProviderPlugin } from '@plugboard/core/provider';

export interface ${type} {
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
}

export const ${name}: ProviderPlugin<${type}> = defineProvider<${type}>({
  id: '${id}',
  models: [{ id: '${model}', input: [] }],
  // Any Standard Schema fits here: zod, valibot, arktype.
  options: { '~standard': { version: 1, vendor: '${id}', validate } },
  environment: { apiKey: '${variable}' },
  secrets: ['apiKey'],
  create({ apiKey, baseUrl = '${url}' }) {
    return {
      accepts: { parameters: ['temperature', 'max_tokens', 'seed'] },
      async *stream(request, call) {
        if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set ${variable} or pass apiKey.');
        const http = call.http.with({ baseUrl, headers: { authorization: \`Bearer \${apiKey}\` } });
        yield* streamChatCompletions(http, request);
      },
    };
  },
});

function validate(value: unknown): { value: ${type} } | { issues: { message: string; path: string[] }[] } {
  const options = Object(value) as Record<string, unknown>;
  const wrong = ['apiKey', 'baseUrl'].find((name) => options[name] !== undefined && typeof options[name] !== 'string');
  return wrong === undefined ? { value: options } : { issues: [{ message: 'must be a text', path: [wrong] }] };
}
`;
}

/** The test: one test for each case of the suite. */
export function testSource(id: string): string {
  const name = exportName(id);
  return `import { test } from 'node:test';
import { testProvider } from '@plugboard/provider-testkit';
import { ${name} } from '../src/index.js';

testProvider({
  test,
  create: () => ${name}({ apiKey: '{{apiKey}}' }),
  fixtures: new URL('../../fixtures/', import.meta.url),
});
`;
}

export function readme(packageName: string, id: string, model: string): string {
  const name = exportName(id);
  return `# ${packageName}

A provider for [Plugboard](https://www.npmjs.com/package/@plugboard/core).

\`\`\`ts
import { Client } from '@plugboard/core';
import { ${name} } from '${packageName}';

const client = new Client({ providers: [${name}({ apiKey: '...' })] });
const answer = await client.chat.completions.create({ model: '${model}', messages: [{ role: 'user', content: 'Hi' }] });
\`\`\`

- \`npm test\` compiles it and runs the conformance suite, offline.
- \`npm run check\` also compares the models in \`package.json\` with those of the plugin.
- \`npx -p @plugboard/provider-testkit plugboard-testkit record . --model ${model} --prompt 'Hi' --name hi --options '{"apiKey":{"$env":"${keyVariable(id)}"}}'\` records a real call.
`;
}
