import type { Fault } from './switches.ts';

/** Thrown by a route that does not accept what it got. */
export class Refusal extends Error {
  readonly fault: Fault;

  constructor(status: number, body: unknown, headers?: Readonly<Record<string, string>>) {
    super(`refused with ${status}`);
    this.fault = { status, body, headers };
  }
}
