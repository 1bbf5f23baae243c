import type { Model } from '@plugboard/core/provider';

/**
 * The models that this plugin claims. Names come and go at Reka, so `reka-*` claims the rest and only the service refuses one.
 * package.json repeats the list for routing without an import.
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
