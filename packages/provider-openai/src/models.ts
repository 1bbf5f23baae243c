import type { Model } from '@plugboard/core/provider';

/**
 * The models that this plugin claims under its own name: OpenAI's. Names come and go, so patterns claim the rest and only the
 * service refuses one. An instance under another name owns only the `models` given for it. package.json repeats the list for
 * routing without an import.
 */
export const models: readonly Model[] = [
  { id: 'gpt-3.5-turbo*', input: [] },
  { id: 'gpt-4o', input: ['image', 'pdf'] },
  { id: 'gpt-4o-mini', input: ['image', 'pdf'] },
  { id: 'gpt-4.1*', input: ['image', 'pdf'] },
  { id: 'gpt-5*', input: ['image', 'pdf'] },
  { id: 'o1', input: ['image', 'pdf'] },
  { id: 'o3', input: ['image', 'pdf'] },
  { id: 'o3-mini*', input: [] },
  { id: 'o4-mini*', input: ['image', 'pdf'] },
  { id: 'gpt-*' },
  { id: 'chatgpt-*' },
  { id: 'o1-*' },
  { id: 'o3-*' },
  { id: 'o4-*' },
];
