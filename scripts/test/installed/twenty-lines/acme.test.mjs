import { test } from 'node:test';
import { defineProvider } from '@plugboard/core/provider';
import { testProvider } from '@plugboard/provider-testkit';

const url = 'https://acme.example/chat';
const acme = defineProvider({
  id: 'acme',
  models: [{ id: 'acme-1', input: ['image'] }],
  create: () => ({
    async *stream({ model, messages }, { http }) {
      const roles = messages.map(({ role }) => role);
      const said = messages.map(({ content }) => content.map((part) => ('text' in part ? part.text : part.source)));
      for await (const { data } of http.events({ phase: 'chat', url, json: { model, roles, said } })) {
        const { text, end } = JSON.parse(data);
        if (end) return yield { type: 'finish', reason: 'stop' };
        yield { type: 'text-delta', text };
      }
    },
  }),
});
testProvider({ test, create: () => acme(), fixtures: new URL('./fixtures/', import.meta.url) });
