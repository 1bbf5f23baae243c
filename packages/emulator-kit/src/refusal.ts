import type { Fault } from './switches.ts';

/** The error that a route throws to refuse a request. */
export class Refusal extends Error {
  readonly fault: Fault;

  constructor(status: number, body: unknown, headers?: Readonly<Record<string, string>>) {
    super(`refused with ${status}`);
    this.fault = { status, body, headers };
  }
}
