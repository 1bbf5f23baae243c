// Checks for options that most providers have. They are plain functions, so that every schema library can use them.

/** Whether a text can be the base URL of a service: `http:` or `https:`, without credentials, query and fragment. */
export function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && `${username}${password}${search}${hash}` === '';
}

/** Whether a text can be the name of a header. */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}

/** Whether a text can be the value of a header: printable ASCII, or empty. */
export function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Whether a text can be a key or a token in a header: one word of visible ASCII, of at most 16,384 characters. */
export function isHeaderWord(text: string): boolean {
  return /^[\x21-\x7e]{1,16384}$/.test(text);
}
