import { findSecrets } from '../secrets/find-secrets.ts';

const longest = 120;

/** A value of a request as a failure may show it: shortened, and with the kind of a possible secret in place of the secret. */
export function showText(text: string): string {
  let shown = text;
  for (const { kind, value } of findSecrets(text)) shown = shown.replaceAll(value, `<${kind}>`);
  const short = shown.length > longest ? `${shown.slice(0, longest)}... (${shown.length} characters)` : shown;
  return JSON.stringify(short);
}

/** Like {@link showText}, for any JSON value. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return showText(value);
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? `a list of ${value.length}` : `an object of ${Object.keys(value).join(', ')}`;
  }
  return JSON.stringify(value);
}

/** Headers whose values say nothing about the user. */
const plainHeaders =
  /^(?:accept|accept-\w+|cache-control|content-(?:type|length|encoding)|host|transfer-encoding|user-agent)$/;

/** The value of a header as a failure may show it: of most headers only placeholders and the length. */
export function showHeader(name: string, value: string | undefined): string {
  if (value === undefined) return 'nothing';
  if (plainHeaders.test(name.toLowerCase())) return showText(value);
  const hidden = value
    .split(/(\{\{[\w.-]+\}\})/)
    .map((piece) =>
      piece === '' || piece.startsWith('{{') || /^(?:Bearer |Basic |[\w.-]+=|; )$/i.test(piece)
        ? piece
        : `<${piece.length} characters>`,
    );
  return JSON.stringify(hidden.join(''));
}
