import { invalid } from '../errors.ts';
import type { ModelFacts } from '../models.ts';
import type { BlockContext } from './read-blocks.ts';

const longContext = 1_000_000;
/** With more images than this, the smaller limit of pixels applies. */
const many = 20;

/** Refuses more images than the service takes, and larger ones. */
export function checkImages(images: BlockContext['images'], { maxInput }: ModelFacts): void {
  const most = maxInput >= longContext ? 600 : 100;
  if (images.length > most) {
    throw invalid(`messages: too many images: ${images.length} > ${most}, the maximum for this model`);
  }
  const pixels = images.length > many ? 2_000 : 8_000;
  const paths = images
    .filter(({ size }) => size !== undefined && Math.max(size.width, size.height) > pixels)
    .map(({ path }) => path);
  if (paths.length === 0) return;
  throw invalid(`${paths[0] ?? ''}.image.source.base64: image dimensions exceed max allowed size: ${pixels} pixels`, {
    error_code: 'image_dimensions_too_large',
    max_side_length_pixels: pixels,
    paths,
  });
}
