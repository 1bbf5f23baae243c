import type { Model } from '@plugboard/core/provider';

/**
 * The models that this plugin claims. Reka's models change, so `reka-*` claims all other names, and the service refuses unknown
 * ones. package.json repeats the list, so that routing needs no import.
 */
export const models: readonly Model[] = [
  { id: 'reka-core', input: ['image', 'video', 'audio', 'pdf'] },
  { id: 'reka-flash', input: ['image', 'video', 'audio', 'pdf'] },
  { id: 'reka-edge', input: ['image', 'video'] },
  { id: 'reka-edge-2603', input: ['image', 'video'] },
  { id: 'reka-flash-3', input: [] },
  { id: 'reka-flash-research', input: [] },
  { id: 'reka-*' },
];
