import type { Model, MediaKind } from '@plugboard/core/provider';

const input: readonly MediaKind[] = ['image', 'pdf'];

/** From 4.7 on, models refuse sampling parameters under every version of the API. */
const noSampling = { refusedParameters: ['temperature', 'top_p', 'top_k'] };

/**
 * The models that this plugin claims. Names come and go, so patterns claim them and only the service refuses one. package.json repeats
 * the list for routing without an import.
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
