import { type CreateParams, parseChatBody } from '@plugboard/core';

/** Checks the body of a request for `create()`. */
export function paramsOf(text: string): CreateParams {
  // #region body
  const params = parseChatBody(JSON.parse(text), { allow: ['provider'] });
  // #endregion body
  return params;
}
