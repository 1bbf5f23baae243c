import type { CreateParams, ConfiguredProvider, MediaInput, MessageParam, MessagePart } from '@plugboard/core';
import type { MediaKind } from '@plugboard/core/provider';
import { File } from 'node:buffer';
import type { Fixture, FixtureMessage, FixturePart } from '../fixtures/fixture.ts';
import { fileBytes } from '../fixtures/fixture-files.ts';
import type { Change } from './subject.ts';

type FixtureWithFiles = Pick<Fixture, 'request' | 'files' | 'name'>;

/** What the caller passes to `create()` for a fixture. */
export function createParamsOf(
  fixture: FixtureWithFiles,
  provider: Pick<ConfiguredProvider, 'plugin'>,
  change: Pick<Change, 'parameters' | 'extra'> = {},
): CreateParams {
  const { messages, parameters, extra, ...asked } = fixture.request;
  const options = { ...extra, ...change.extra };
  return {
    ...parameters,
    ...change.parameters,
    ...asked,
    messages: messages.map((message) => toMessageParam(message, fixture)),
    ...(Object.keys(options).length === 0 ? {} : { provider_options: { [provider.plugin]: options } }),
  };
}

function toMessageParam(message: FixtureMessage, fixture: FixtureWithFiles): MessageParam {
  const { role, tool_calls: calls, tool_call_id: id = '', reasoning_details: details } = message;
  const content =
    typeof message.content === 'string' ? message.content : message.content.map((part) => toPart(part, fixture));
  if (role === 'tool') return { role, content, tool_call_id: id };
  if (role !== 'assistant') return { role, content };
  return {
    role,
    content,
    ...(calls !== undefined && { tool_calls: calls }),
    ...(details !== undefined && { reasoning_details: details }),
  };
}

function toPart(part: FixturePart, fixture: FixtureWithFiles): MessagePart {
  if (part.type === 'text') return part;
  if (part.file === undefined) return mediaPart(part.type, part.url);
  // A `File` with the bytes and the name, as a file from a form or a disk has them.
  return mediaPart(part.type, new File([fileBytes(fixture, part.file)], part.file));
}

/** A part of a message for a file of a kind, or for its URL. */
export function mediaPart(kind: MediaKind, url: MediaInput | string): MessagePart {
  switch (kind) {
    case 'image':
      return { type: 'image_url', image_url: { url } };
    case 'video':
      return { type: 'video_url', video_url: { url } };
    case 'audio':
      return { type: 'audio_url', audio_url: { url } };
    case 'pdf':
      return { type: 'pdf_url', pdf_url: { url } };
  }
}
