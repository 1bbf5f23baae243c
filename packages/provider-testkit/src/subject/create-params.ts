import type { CreateParams, ConfiguredProvider, MessageParam, MessagePart } from '@plugboard/core';
import { File } from 'node:buffer';
import type { Fixture, FixturePart } from '../fixtures/fixture.ts';
import { fileBytes } from '../fixtures/fixture-files.ts';
import type { Change } from './subject.ts';

/** What the caller passes to `create()` for a fixture. */
export function createParamsOf(
  fixture: Pick<Fixture, 'request' | 'files' | 'name'>,
  provider: ConfiguredProvider,
  change: Pick<Change, 'parameters' | 'extra'> = {},
): CreateParams {
  const { model, messages, parameters, extra } = fixture.request;
  const options = { ...extra, ...change.extra };
  return {
    ...parameters,
    ...change.parameters,
    model,
    messages: messages.map(({ role, content }): MessageParam => ({
      role,
      content: typeof content === 'string' ? content : content.map((part) => toPart(part, fixture)),
    })),
    ...(Object.keys(options).length === 0 ? {} : { provider_options: { [provider.plugin]: options } }),
  };
}

function toPart(part: FixturePart, fixture: Pick<Fixture, 'files' | 'name'>): MessagePart {
  if (part.type === 'text') return part;
  // By its bytes and its name, as a file from a form or a disk.
  const source = { url: new File([fileBytes(fixture, part.file)], part.file) };
  switch (part.type) {
    case 'image':
      return { type: 'image_url', image_url: source };
    case 'video':
      return { type: 'video_url', video_url: source };
    case 'audio':
      return { type: 'audio_url', audio_url: source };
    case 'pdf':
      return { type: 'pdf_url', pdf_url: source };
  }
}
