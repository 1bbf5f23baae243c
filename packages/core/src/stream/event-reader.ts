import type { ItemReader } from './ready-events.ts';
import type { ChatEvent } from '../contract/chat-event.ts';

/** Whoever waits for the next event of an answer. */
export type EventReader = ItemReader<ChatEvent>;
