/**
 * Faults that no case names yet, by wire and name. A fault that is listed here and is named makes the whole run fail, so the list is
 * never longer than it has to be.
 */
export const notNamed: ReadonlySet<string> = new Set<string>();
