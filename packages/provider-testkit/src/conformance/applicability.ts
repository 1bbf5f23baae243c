import type { ChatEvent, MediaKind } from '@plugboard/core/provider';
import type { ExpectedToolCall, Fixture } from '../fixtures/fixture.ts';
import { fileBytes } from '../fixtures/fixture-files.ts';
import { chatOf } from './stage/service.ts';
import { unitEnds } from './stage/units.ts';
import type { CaseSubject } from './subject.ts';

/** For cases that apply to every provider. */
export function always(): true {
  return true;
}

export function needsHttp({ has }: CaseSubject): true | string {
  return has.http || 'The provider has no HTTP: its fixtures have no exchanges.';
}

export function needsAnswer(subject: CaseSubject): true | string {
  return subject.answers.length > 0 || 'No fixture expects a text.';
}

/** HTTP, and a fixture whose answer is a text. */
export function needsHttpAnswer(subject: CaseSubject): true | string {
  const http = needsHttp(subject);
  return http === true ? needsAnswer(subject) : http;
}

export function needsUpload(subject: CaseSubject): true | string {
  if (!subject.has.upload) return 'The provider has no `upload`: files travel inside the request.';
  return uploadFixture(subject) !== undefined || 'No fixture uploads a file.';
}

/** A provider that asks for a token before it chats. */
export function needsSession(subject: CaseSubject): true | string {
  const http = needsHttpAnswer(subject);
  if (http !== true) return http;
  return (
    sessionFixture(subject) !== undefined ||
    'No fixture has an exchange in the phase `auth`: there is no token to renew.'
  );
}

export function needsSecrets(subject: CaseSubject): true | string {
  return (
    hasSecrets(subject.options) || 'The options of `create` hold no `{{placeholder}}`: there is no secret to keep.'
  );
}

export function needsMedia(subject: CaseSubject): true | string {
  return mediaFixture(subject) !== undefined || 'No fixture sends a file.';
}

export function needsEvents(subject: CaseSubject): true | string {
  const http = needsHttpAnswer(subject);
  if (http !== true) return http;
  return isEventStream(mainFixture(subject)) || 'The chat of the first answer is not text/event-stream.';
}

export function needsTools({ accepts }: CaseSubject): true | string {
  return accepts.tools === true || '`accepts` has no `tools`.';
}

/** A provider with tools, and a fixture whose answer calls some, of this kind. */
export function needsCalls(
  which: (fixture: Fixture) => boolean = () => true,
  none = 'No fixture expects a call.',
): (subject: CaseSubject) => true | string {
  return (subject) => {
    const tools = needsTools(subject);
    return tools === true ? callFixtures(subject).some(which) || none : tools;
  };
}

/** An answer that itself says when it is complete. A single document ends with its body. */
export function needsStream(subject: CaseSubject): true | string {
  const http = needsHttpAnswer(subject);
  if (http !== true) return http;
  const main = mainFixture(subject);
  if (isForeign(main)) return foreign;
  return !isDocument(main) || 'The first answer is one document, which ends with its body.';
}

/** An answer in events or in lines. */
export function needsLines(subject: CaseSubject): true | string {
  const http = needsHttpAnswer(subject);
  if (http !== true) return http;
  if (eventCount(longestStream(subject)) > 1) return true;
  return subject.answers.some(isForeign) ? foreign : 'No answer comes in several events or lines.';
}

const foreign = 'Answers come in a format that the suite cannot take apart: neither events nor lines of text.';

/** Whether an answer was recorded in another format, such as frames that begin with their length. */
export function isForeign(fixture: Fixture): boolean {
  const { file, chunks = [], headers = {} } = chatOf(fixture)?.response ?? {};
  if (file === undefined || chunks.length < 2 || eventCount(fixture) > 1) return false;
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return !/json|text\//.test(String(type));
}

/** Some services take files without being told what they are. */
export function needsTypes({ fixtures }: CaseSubject): true | string {
  const sent = fixtures.flatMap(({ exchanges }) =>
    exchanges.map(({ request }) => JSON.stringify([request.json, request.form])),
  );
  return (
    sent.some((text) => /\b(?:image|video|audio|application)\/[a-z0-9.+-]+/.test(text)) ||
    'No request of a fixture names the type of its file: the service has no place for it.'
  );
}

/**
 * The answer that most cases play: in plain text, as a stream of events, without a file. An earlier wish takes precedence over a later
 * one, and of several answers the first one counts.
 */
export function mainFixture({ answers }: CaseSubject): Fixture {
  const plain = answers.filter(isPlain);
  const streamed = plain.filter(isEventStream);
  const main = [streamed, plain, answers].flatMap((some) => [...some.filter(hasNoFile), ...some])[0];
  if (main === undefined) throw new TypeError('No fixture expects a text.');
  return main;
}

function hasNoFile(fixture: Fixture): boolean {
  return filesOf(fixture).length === 0;
}

/** Whether the call has neither tools nor a response format, and its answer has text. */
function isPlain({ request, expect }: Fixture): boolean {
  const { tools, response_format: form } = request;
  return tools === undefined && form === undefined && 'text' in expect && expect.text !== '';
}

/** The answer in text that comes in the most events. */
export function longestStream(subject: CaseSubject): Fixture {
  return subject.answers
    .filter(isPlain)
    .reduce((most, one) => (eventCount(one) > eventCount(most) ? one : most), mainFixture(subject));
}

/** In how many events, or lines, the answer of a fixture comes; 0 if it is not a stream. */
export function eventCount(fixture: Fixture): number {
  const { file, headers = {} } = chatOf(fixture)?.response ?? {};
  return file === undefined ? 0 : unitEnds({ body: fileBytes(fixture, file), headers }).length;
}

/** Whether an answer comes as one document instead of several events or lines. */
export function isDocument(fixture: Fixture): boolean {
  return eventCount(fixture) <= 1;
}

export function uploadFixture({ answers }: CaseSubject): Fixture | undefined {
  return answers.find(({ exchanges }) => exchanges.some(({ phase }) => phase === 'upload'));
}

export function sessionFixture({ answers }: CaseSubject): Fixture | undefined {
  return answers.find(({ exchanges }) => exchanges.some(({ phase }) => phase === 'auth'));
}

export function mediaFixture({ answers }: CaseSubject): Fixture | undefined {
  return answers.find((fixture) => filesOf(fixture).length > 0);
}

/** The answers that call tools. */
export function callFixtures({ answers }: CaseSubject): readonly Fixture[] {
  return answers.filter((fixture) => expectedCalls(fixture).length > 0);
}

export function expectedCalls({ expect }: Fixture): readonly ExpectedToolCall[] {
  return 'text' in expect ? (expect.toolCalls ?? []) : [];
}

export function modelsFixture({ fixtures }: CaseSubject): Fixture | undefined {
  return fixtures.find(({ exchanges }) => exchanges.some(({ phase }) => phase === 'models'));
}

/** The files that a fixture's messages name. */
export function filesOf({ request }: Fixture): readonly { readonly kind: MediaKind; readonly file: string }[] {
  return request.messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : content.flatMap((part) =>
          part.type === 'text' || part.file === undefined ? [] : [{ kind: part.type, file: part.file }],
        ),
  );
}

export function nameOf({ name, request }: Fixture): string {
  return name ?? `the fixture for ${request.model}`;
}

export function isContent({ type }: ChatEvent): boolean {
  return type !== 'source' && type !== 'response' && type !== 'finish';
}

/** Whether the answer is a stream of server-sent events. */
export function isEventStream(fixture: Fixture): boolean {
  const headers = Object.entries(chatOf(fixture)?.response.headers ?? {});
  return headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && String(value).includes('event-stream'),
  );
}

function hasSecrets(options: object): boolean {
  return /\{\{[a-zA-Z0-9_-]+(?::jwt)?\}\}/.test(JSON.stringify(options));
}

/** Requires all conditions. The first reason against one of them counts. */
export function both(
  ...conditions: readonly ((subject: CaseSubject) => true | string)[]
): (subject: CaseSubject) => true | string {
  return (subject) => conditions.map((condition) => condition(subject)).find((reason) => reason !== true) ?? true;
}
