import type { MediaKind, Model } from '@plugboard/core/provider';

const input: readonly MediaKind[] = ['image', 'video', 'audio', 'pdf'];

/**
 * The models that this plugin claims. Names come and go, so patterns claim them and only the service refuses one. package.json repeats
 * the list for routing without an import.
 */
export const models: readonly Model[] = [
  { id: 'gemini-*', input },
  { id: 'gemma-*', input: ['image'] },
];
