export type {
  Exchange,
  ExchangeRequest,
  ExchangeResponse,
  ExpectedToolCall,
  Fixture,
  FixtureExpectation,
  FixtureFiles,
  FixtureMessage,
  FixturePart,
  FixtureRequest,
  FixtureSource,
  FormFile,
} from './fixtures/fixture.ts';
export { FixtureError } from './fixtures/fixture-error.ts';
export { loadFixtures } from './fixtures/load-fixtures.ts';

export { createRecorder, type Recorder, type RecorderOptions, type Recording } from './recorder/create-recorder.ts';
export { recordFixture, type RecordOptions } from './recorder/record-fixture.ts';
export { writeFixture, type WriteOptions } from './recorder/write-fixture.ts';
export { inspectFixture, type Finding } from './recorder/inspect-fixture.ts';
export type { SecretKind } from './secrets/find-secrets.ts';

export { createSubject, type SubjectOptions } from './subject/create-subject.ts';
export { answerOf, type AnswerFacts } from './subject/answer-of.ts';
export { openSession, type Session, type SessionOptions } from './subject/session.ts';
export type { Change, ChangedAnswer, Played, PlayedRequest, Subject } from './subject/subject.ts';

export { testProvider, type TestProviderOptions } from './conformance/test-provider.ts';
export { runConformance, type ConformanceOptions, type ConformanceReport } from './conformance/run-conformance.ts';
export { conformanceCases } from './conformance/conformance-cases.ts';
export type { ConformanceCase } from './conformance/case.ts';
export { NotJudged } from './conformance/not-judged.ts';
export type { CaseSubject } from './conformance/subject.ts';
export type { CaseResult, Skip } from './conformance/suite.ts';
export type { Patience } from './conformance/open-subject.ts';

export { reportToHtml } from './report/to-html.ts';
export { reportToMarkdown } from './report/to-markdown.ts';
export { writeReports } from './report/write-reports.ts';
