const word =
  'redacted|removed|masked|hidden|saniti[sz]ed|filtered|scrubbed|censored|anonymi[sz]ed|omitted|stripped|secret';

/** In brackets, as `[redacted]`, `<appSession redacted>` or `{{removed}}`; among asterisks; or in capitals or not, alone. */
const whole = new RegExp(
  String.raw`^(?:[[(<{]+[\w .:-]{0,80}?\b(?:${word})\b[\w .:-]{0,80}[\])>}]+|\*+ ?(?:${word}) ?\*+|_*redacted_*)$`,
  'i',
);

/** What a tool leaves of a value when it takes out a part of it. */
const part = /[[(<{]redacted[\])>}]|\.redacted$/i;

/** Asterisks, bullets, blocks, or an ellipsis. */
const dots = /^(?:[*\u2022\u25cf\u2588]{3,}|\.{3,}|\u2026)$/;

/**
 * Whether a value stands in the place of one that somebody took out before the source was saved or shared: recordings are
 * cleaned by tools that leave `[redacted]`, `[appSession redacted]`, `***` and the like.
 */
export function isPlaceholder(value: string): boolean {
  return whole.test(value) || part.test(value) || dots.test(value);
}
