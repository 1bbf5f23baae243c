import type { MediaKind, Model } from '@plugboard/core/provider';

const input: readonly MediaKind[] = ['image', 'video', 'audio', 'pdf'];

/**
 * The models that this plugin claims. Models change, so patterns claim all names, and the service refuses unknown ones. package.json
 * repeats the list, so that routing needs no import.
 */
export const models: readonly Model[] = [
  { id: 'gemini-*', input },
  { id: 'gemma-*', input: ['image'] },
];
