import type { MessagePart } from '@plugboard/core';
import type { Fixture } from '../../fixtures/fixture.ts';
import { mainFixture, mediaFixture } from '../applicability.ts';
import type { CaseSubject } from '../subject.ts';
import type { Outcome } from './ask.ts';
import type { Stage } from './stage.ts';

/** The fixture whose requests resemble those of a call with a file. */
export function withFile(subject: CaseSubject): Fixture {
  return mediaFixture(subject) ?? mainFixture(subject);
}

/** A call with one message of these parts. */
export async function askAbout(subject: CaseSubject, stage: Stage, content: readonly MessagePart[]): Promise<Outcome> {
  return await subject.ask(stage, stage.fixture, { messages: [{ role: 'user', content }] });
}

/** Whether a call was refused for its files. */
export function refused({ error }: Outcome): boolean {
  return error !== undefined && ['unsupported', 'input_invalid', 'limit_exceeded'].includes(error.code);
}
