import type { Fixture } from '../../fixtures/fixture.ts';
import { mediaPart } from '../../subject/create-params.ts';
import type { CaseSubject } from '../subject.ts';
import type { Delivery } from './delivery.ts';
import { withOtherReference } from './other-reference.ts';
import { sampleFile } from './sample-file.ts';
import type { Answering } from './service.ts';

/**
 * Answers uploads as a service does: each file has a reference of its own. The fixture has one response, so the later ones are changed.
 * A call with one file shows which text is the reference. `undefined` if an upload takes several requests, or if its response does not
 * contain the reference.
 */
export async function otherAnswers(subject: CaseSubject, fixture: Fixture): Promise<Answering | undefined> {
  await using stage = await subject.open(fixture);
  const seen: Delivery[] = [];
  stage.service.answering = ({ phase, recorded }) => {
    if (phase === 'upload') seen.push(recorded);
    return undefined;
  };
  const image = mediaPart('image', new File([sampleFile('image', 'alone')], 'alone.bin'));
  await subject.ask(stage, fixture, { messages: [{ role: 'user', content: [image] }] });
  const [reference] = stage.record.references;
  const [answer, second] = seen;
  if (reference === undefined || answer === undefined || second !== undefined) return undefined;
  if (withOtherReference(answer, reference) === undefined) return undefined;
  return ({ phase, nth, recorded }) =>
    phase === 'upload' && nth > 1 ? withOtherReference(recorded, reference, nth - 1) : undefined;
}
