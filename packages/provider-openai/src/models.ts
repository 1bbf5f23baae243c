import type { Model } from '@plugboard/core/provider';

/**
 * The models that this plugin claims under its own name: OpenAI's. OpenAI's models change, so patterns claim all other names, and the
 * service refuses unknown ones. An instance under another name owns only the `models` given for it. package.json repeats the list, so
 * that routing needs no import.
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
