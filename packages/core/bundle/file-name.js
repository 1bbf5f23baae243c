import { E as kindOfType, T as extensionOf } from "./start.js";

// packages/core/dist/media/file-name.js
const maximumLength = 100;
const maximumExtensionLength = 16;
/** Windows opens a device instead of a file by these names, whatever their extension. */
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?=[ .]|$)/i;
/**
* A file name that is safe in a header, in a terminal and on every file system: no folder, no control or bidi character,
* no quotes or other characters that Windows forbids, at most 100 UTF-16 code units of which the extension is kept.
* A name of which nothing is left becomes `image.jpg` and the like, by `type`.
*/
function cleanFileName(name, type) {
	const trimmed = trimEnds(((name ?? "").split(/[/\\]/).findLast((part) => part.trim() !== "") ?? "").normalize("NFC").replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu, "").replaceAll(/["<>:|?*]/g, "_"));
	const short = shorten(reservedName.test(trimmed) ? `_${trimmed}` : trimmed);
	return short === "" ? `${kindOfType(type) ?? "file"}.${extensionOf(type)}` : short;
}
/** Hidden files keep their name, not the dot; Windows drops dots and spaces at the end. */
function trimEnds(name) {
	return name.replace(/^[\s.]+/u, "").replace(/[\s.]+$/u, "");
}
function shorten(name) {
	if (name.length <= maximumLength) return name;
	const dot = name.lastIndexOf(".");
	const extension = dot > 0 && name.length - dot <= maximumExtensionLength ? name.slice(dot) : "";
	const end = Math.min(extension === "" ? name.length : dot, maximumLength - extension.length);
	return `${trimEnds(name.slice(0, end).replace(/[\ud800-\udbff]$/, ""))}${extension}`;
}

export { cleanFileName as t };
//# sourceMappingURL=file-name.js.map