/** What runs in the page. Its sources are checked with the types of browsers, which the rest of the tests does not have. */

/** Puts files on the page as a browser does that lets go of them there. `bytes` is base64. */
export function transfer(given: Transfer): void;

export interface Transfer {
  event: 'drop' | 'paste';
  files: { name: string; bytes: string }[];
}

/** The id of what has the focus. */
export function focusedId(): string;

/** Whether somebody sees an element: its middle is in the window, and nothing lies over it. */
export function isInView(node: Element): boolean;

/** How much the page keeps in local storage, and its address. */
export function leftovers(): { readonly stored: number; readonly address: string };

/** Whether something is wider than the window, and how well each text stands out from what is behind it. */
export function measure(): {
  readonly overflows: boolean;
  readonly contrasts: readonly { readonly text: string; readonly ratio: number }[];
};
