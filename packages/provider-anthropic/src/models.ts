import type { Model, MediaKind } from '@plugboard/core/provider';

const input: readonly MediaKind[] = ['image', 'pdf'];

/** From 4.7 on, models refuse sampling parameters under every version of the API. */
const noSampling = { refusedParameters: ['temperature', 'top_p', 'top_k'] };

/**
 * The models that this plugin claims. Models change, so patterns claim all names, and the service refuses unknown ones. package.json
 * repeats the list, so that routing needs no import.
 */
export const models: readonly Model[] = [
  { id: 'claude-*', input, accepts: noSampling },
  { id: 'claude-3*', input },
  { id: 'claude-opus-4*', input },
  { id: 'claude-opus-4-7*', input, accepts: noSampling },
  { id: 'claude-opus-4-8*', input, accepts: noSampling },
  { id: 'claude-sonnet-4*', input },
  { id: 'claude-haiku-4*', input },
];
