import type { ItemReader } from '../http/ready-events.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';

/** Whoever waits for the next event of an answer. */
export type EventReader = ItemReader<ChatEvent>;
