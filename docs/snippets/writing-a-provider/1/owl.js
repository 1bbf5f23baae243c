import { defineProvider } from '@plugboard/core/provider';

export const owl = defineProvider({
  id: 'owl',
  models: [{ id: 'owl-1' }],
  create: () => ({
    async *stream() {
      yield { type: 'text-delta', text: 'Hoo!' };
      yield { type: 'finish', reason: 'stop' };
    },
  }),
});
