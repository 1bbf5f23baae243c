import type { MediaKind } from '@plugboard/core/provider';

const beginnings: Readonly<Record<MediaKind, Buffer>> = {
  image: Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  video: Buffer.from('000000206674797069736f6d0000020069736f6d69736f32617663316d703431', 'hex'),
  audio: Buffer.from('524946462400000057415645666d7420100000000100010044ac000088580100', 'hex'),
  pdf: Buffer.from('%PDF-1.4\n%\u00e2\u00e3\n', 'latin1'),
};

/** A file that begins like others of its kind, with different bytes for each tag. It cannot be shown or played. */
export function sampleFile(kind: MediaKind, tag: string): Buffer<ArrayBuffer> {
  const filling = Array.from({ length: 64 }, (_, index) => (tag.charCodeAt(index % tag.length) * (index + 3)) & 0xff);
  return Buffer.concat([beginnings[kind], Buffer.from(filling)]);
}
