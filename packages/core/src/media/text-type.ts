import { isUtf8 } from 'node:buffer';

const controls = /[^\P{Cc}\t\n\f\r\u0085]/u;
const svgStart = /^(?:<\?xml|<!--|<!doctype svg|<svg)/;
const htmlStart = /^(?:<!--[^]*?-->\s*)?<(?:!doctype html|html|head|body|script|title|meta|div|p|h1)[\s>]/;

/** Names text for messages: it is what people send by mistake as an image. `undefined`: no text. */
export function textTypeOf(head: Buffer): string | undefined {
  const mark = head.toString('latin1', 0, 2);
  if (mark === '\xfe\xff' || mark === '\xff\xfe') return 'text/plain';
  // The head may end inside a character.
  if (![0, 1, 2, 3].some((cut) => cut < head.length && isUtf8(head.subarray(0, head.length - cut)))) return undefined;
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  if (controls.test(text)) return undefined;
  const start = text.trimStart().toLowerCase();
  if (svgStart.test(start) && /<svg[\s>]/.test(start)) return 'image/svg+xml';
  if (htmlStart.test(start)) return 'text/html';
  return start.startsWith('<?xml') ? 'application/xml' : 'text/plain';
}
