import { Client, PlugboardError, type ConfiguredProvider } from '@plugboard/core';
import type { ChatEvent } from '@plugboard/core/provider';
import type { Fixture, FixtureExpectation, FixtureFiles, FixtureRequest } from '../fixtures/fixture.ts';
import { FixtureError } from '../fixtures/fixture-error.ts';
import { answerOf } from '../subject/answer-of.ts';
import { askedFor } from '../subject/asked-for.ts';
import { createParamsOf } from '../subject/create-params.ts';
import { createRecorder, type RecorderOptions } from './create-recorder.ts';
import { checkWritable, writeFixture } from './write-fixture.ts';

/** What {@link recordFixture} records. */
export interface RecordOptions extends RecorderOptions {
  /** The provider with real credentials. */
  readonly provider: ConfiguredProvider;
  /** A `file:` URL. */
  readonly folder: URL;
  /** The name of the fixture, without `.json`. */
  readonly name: string;
  /** The service and its version, as far as they are known. */
  readonly from: string;
  readonly request: FixtureRequest;
  /** Contents of the files that the request names. */
  readonly files?: FixtureFiles | undefined;
  /** Record a call that fails. Without this, nothing is written for such a call. Default false. */
  readonly failure?: boolean | undefined;
  /** Replace a fixture of the same name. Default false. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Makes one call through a fresh client and writes it as a fixture, without its secrets. If the call is interrupted, fails or is refused,
 * nothing is written.
 *
 * @throws FixtureError Before the call if the fixture exists already or cannot have this name. After the call if something in the
 *   recording looks like a secret: the message says where, but not what.
 * @throws PlugboardError When the call fails and `failure` is not set.
 */
export async function recordFixture(options: RecordOptions): Promise<Fixture> {
  const { provider, folder, name, from, request, files = {} } = options;
  checkWritable(folder, name, files, options.overwrite ?? false);
  const recorder = createRecorder(options);
  const at = new Date().toISOString();
  try {
    const expect = await makeCall(provider, recorder.container, { request, files }, options.failure ?? false);
    const recording = await recorder.recording(name, files);
    const fixture: Fixture = {
      format: 1,
      source: { kind: 'recorded', at, from },
      request: recording.redact(request) as FixtureRequest,
      exchanges: recording.exchanges,
      expect: recording.redact(expect) as FixtureExpectation,
      name,
      files: recording.files,
    };
    const secrets = Object.values(options.secrets ?? {});
    await writeFixture(folder, name, fixture, { overwrite: options.overwrite, secrets });
    return fixture;
  } finally {
    await recorder.close();
  }
}

async function makeCall(
  provider: ConfiguredProvider,
  container: NonNullable<ConstructorParameters<typeof Client>[0]>['container'],
  { request, files }: { readonly request: FixtureRequest; readonly files: FixtureFiles },
  failure: boolean,
): Promise<FixtureExpectation> {
  const asked = request.stream === false ? askedFor(provider, false) : provider;
  await using client = new Client({
    provider: asked,
    container,
    config: false,
    discover: false,
    retry: { maxRetries: 0 },
  });
  const events: ChatEvent[] = [];
  try {
    const stream = await client.chat.completions.create({
      ...createParamsOf({ request, files }, provider),
      stream: true,
    });
    for await (const event of stream.events) events.push(event);
  } catch (error) {
    if (failure && PlugboardError.isInstance(error)) return { error: error.code };
    throw error;
  }
  if (failure) throw new FixtureError('The call was expected to fail, and did not: nothing is written.');
  const { finish, ...answer } = answerOf(events);
  if (finish === undefined) throw new FixtureError('The answer has no `finish`: nothing is written.');
  return { finish, ...answer, events };
}
