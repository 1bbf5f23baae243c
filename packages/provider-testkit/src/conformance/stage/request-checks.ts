import { mainFixture } from '../applicability.ts';
import { CaseFailure, cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { CaseSubject } from '../subject.ts';
import type { Ask, Outcome } from './ask.ts';

/** What a call sent. */
export interface Sent {
  /** The body of the request for the chat; `undefined` when there was none. */
  readonly body: Uint8Array | undefined;
  /** How many requests there were, in all phases. */
  readonly requests: number;
  readonly outcome: Outcome;
  readonly warnings: readonly string[];
}

/** Makes a call and looks at what it sends. */
export async function sentBy(subject: CaseSubject, ask: Ask): Promise<Sent> {
  const fixture = mainFixture(subject);
  await using stage = await subject.open(fixture);
  const outcome = await subject.ask(stage, fixture, ask);
  return {
    body: stage.service.chat?.body,
    requests: stage.service.requests.length,
    outcome,
    warnings: outcome.warnings,
  };
}

/** The body of the request for the chat. Without one, the case fails, and says with which error the call ended. */
export function bodyOf({ body, outcome }: Pick<Sent, 'body' | 'outcome'>, what: string): Uint8Array {
  if (body !== undefined) return body;
  throw new CaseFailure(
    `With ${what}, no request for the chat was sent: the call ended with ${cameTo(outcome.error)}.`,
  );
}

/** Like {@link bodyOf}, but `undefined` if the provider refused the call, which some cases allow. */
export function bodyUnlessRefused(sent: Sent, what: string): Uint8Array | undefined {
  const { code } = sent.outcome.error ?? {};
  const isRefused = sent.body === undefined && (code === 'unsupported' || code === 'input_invalid');
  return isRefused ? undefined : bodyOf(sent, what);
}

/** Whether a call was refused because the service cannot do it, before anything was sent. */
export function refusedFirst({ requests, outcome }: Sent): boolean {
  return requests === 0 && outcome.error?.code === 'unsupported';
}

/** Fails the case unless the call is refused with `unsupported`, before the provider is called and before anything is sent. */
export async function expectRefused(subject: CaseSubject, ask: Ask, what: string): Promise<void> {
  const fixture = mainFixture(subject);
  await using stage = await subject.open(fixture);
  const { error } = await subject.ask(stage, fixture, ask);
  expectSame(error?.code, 'unsupported', what);
  const count = stage.service.requests.length;
  expectThat(count === 0, `${what}: ${count} requests were sent first.`);
  expectThat(stage.record.streams.length === 0, `${what}: \`stream\` was called.`);
}
