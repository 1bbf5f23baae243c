import type { WirePhase } from '@plugboard/core/provider';
import type { Delivery } from './delivery.ts';
import type { Answering } from './service.ts';

/** Changes the response to every request of the phase `chat`. */
export function onChat(change: (recorded: Delivery) => Delivery): Answering {
  return ({ phase, recorded }) => (phase === 'chat' ? change(recorded) : undefined);
}

/** Changes the response with the answer of each chat. */
export function onAnswer(change: (recorded: Delivery) => Delivery): Answering {
  return ({ isAnswer, recorded }) => (isAnswer ? change(recorded) : undefined);
}

/** Requests of a phase get no answer until the client has gone. */
export function unanswered(waiting: WirePhase): Answering {
  return ({ phase }) => (phase === waiting ? ({ closed }) => closed : undefined);
}

/** The first part of an answer, and what follows it in place of the rest. */
export function beginning(part: number, ending: Delivery['ending'] = 'end'): (recorded: Delivery) => Delivery {
  return (recorded) => ({
    ...recorded,
    body: recorded.body.subarray(0, Math.floor(recorded.body.length * part)),
    ending,
  });
}

/** The whole answer on a connection that the service leaves open. */
export function leftOpen(recorded: Delivery): Delivery {
  return { ...recorded, ending: 'hold' };
}

/** A status and nothing else. */
export function bare(status: number): Delivery {
  return { status, headers: {}, body: Buffer.alloc(0) };
}

/** Holds something back until a case opens it. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** A gate, shut. */
export function shutGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
