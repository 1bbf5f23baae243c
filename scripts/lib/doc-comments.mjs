import { ApiDocumentedItem, ApiModel, ApiPropertyItem } from '@microsoft/api-extractor-model';

/** @import { ApiItem } from '@microsoft/api-extractor-model' */

/** Names and comments that say the unit of a number. */
const tellingName = /(?:Ms|Bytes|Events|[tT]okens|status|index|port)$/;
const tellingComment = /\b(?:milliseconds|seconds|ms|bytes|characters|tokens)\b/i;

/**
 * Exports of an entry point that lack a comment for users. Each declaration needs one, and so does each number, unless its name or the
 * comment of the whole says its unit.
 *
 * @param {string} model the path of what API Extractor read
 * @returns {readonly string[]} one sentence each
 */
export function missingDocComments(model) {
  const declared = new ApiModel().loadPackage(model).entryPoints.flatMap(({ members }) => members);
  // One of several overloads is enough.
  const documented = new Set(declared.flatMap((item) => (commentOf(item) === '' ? [] : [item.displayName])));
  const names = [...new Set(declared.map(({ displayName }) => displayName))].filter((name) => !documented.has(name));
  return [
    ...names.map((name) => `${name} has no comment.`),
    ...declared.flatMap((item) => item.members.filter((member) => isBareNumber(member, item)).map(unclear)),
  ];
}

/**
 * @param {ApiItem} member
 * @param {ApiItem} whole
 */
function isBareNumber(member, whole) {
  if (!(member instanceof ApiPropertyItem) || !/^number\b/.test(member.propertyTypeExcerpt.text)) return false;
  return commentOf(member) === '' && !tellingName.test(member.name) && !tellingComment.test(commentOf(whole));
}

/** @param {ApiItem} member */
function unclear(member) {
  return `${member.parent?.displayName}.${member.displayName} has no comment that says what it is.`;
}

/** @param {ApiItem} item */
function commentOf(item) {
  return item instanceof ApiDocumentedItem ? (item.tsdocComment?.emitAsTsdoc() ?? '') : '';
}
