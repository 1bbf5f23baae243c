import { t as cleanFileName } from "./file-name.js";
import { A as readError, C as serviceText, D as changedError, E as kindOfType, O as consumedError, k as mediaError } from "./start.js";
import { open, stat } from "node:fs/promises";
import { constants } from "node:fs";
import { isUtf8 } from "node:buffer";

// packages/core/dist/media/text-type.js
const controls = /[^\P{Cc}\t\n\f\r\u0085]/u;
const svgStart = /^(?:<\?xml|<!--|<!doctype svg|<svg)/;
const htmlStart = /^(?:<!--[^]*?-->\s*)?<(?:!doctype html|html|head|body|script|title|meta|div|p|h1)[\s>]/;
/** Names text for messages: it is what people send by mistake as an image. `undefined`: no text. */
function textTypeOf(head) {
	const mark = head.toString("latin1", 0, 2);
	if (mark === "þÿ" || mark === "ÿþ") return "text/plain";
	if (![
		0,
		1,
		2,
		3
	].some((cut) => cut < head.length && isUtf8(head.subarray(0, head.length - cut)))) return void 0;
	const text = head.toString("utf8").replace(/^\ufeff/, "");
	if (controls.test(text)) return void 0;
	const start = text.trimStart().toLowerCase();
	if (svgStart.test(start) && /<svg[\s>]/.test(start)) return "image/svg+xml";
	if (htmlStart.test(start)) return "text/html";
	return start.startsWith("<?xml") ? "application/xml" : "text/plain";
}

// packages/core/dist/media/detect-type.js
/** Bytes that the detection wants to see; less is enough when the file is shorter. */
const headLength = 4096;
/** By magic numbers of the WHATWG MIME Sniffing Standard and the formats' own specifications. Order does not matter. */
const signatures = [
	{
		type: "image/png",
		kind: "image",
		magic: "PNG\r\n\n"
	},
	{
		type: "image/jpeg",
		kind: "image",
		magic: "ÿØÿ"
	},
	{
		type: "image/gif",
		kind: "image",
		magic: "GIF87a"
	},
	{
		type: "image/gif",
		kind: "image",
		magic: "GIF89a"
	},
	{
		type: "image/tiff",
		kind: "image",
		magic: "II*\0"
	},
	{
		type: "image/tiff",
		kind: "image",
		magic: "MM\0*"
	},
	{
		type: "image/tiff",
		kind: "image",
		magic: "II+\0"
	},
	{
		type: "image/tiff",
		kind: "image",
		magic: "MM\0+"
	},
	{
		type: "video/mpeg",
		kind: "video",
		magic: "\0\0º"
	},
	{
		type: "video/mpeg",
		kind: "video",
		magic: "\0\0³"
	},
	{
		type: "audio/mpeg",
		kind: "audio",
		magic: "ID3"
	},
	{
		type: "audio/flac",
		kind: "audio",
		magic: "fLaC"
	},
	{
		type: "application/pdf",
		kind: "pdf",
		magic: "%PDF-"
	},
	{
		type: "application/pdf",
		kind: "pdf",
		magic: "ï»¿%PDF-"
	},
	{
		type: "image/jxl",
		magic: "ÿ\n"
	},
	{
		type: "image/jxl",
		magic: "\0\0\0\fJXL "
	},
	{
		type: "image/jp2",
		magic: "\0\0\0\fjP  "
	},
	{
		type: "image/vnd.adobe.photoshop",
		magic: "8BPS"
	},
	{
		type: "image/x-icon",
		magic: "\0\0\0"
	},
	{
		type: "video/x-flv",
		magic: "FLV"
	},
	{
		type: "video/x-ms-asf",
		magic: "0&²ufÏ"
	},
	{
		type: "audio/aiff",
		magic: "AIFF",
		offset: 8
	},
	{
		type: "audio/amr",
		magic: "#!AMR"
	},
	{
		type: "application/zip",
		magic: "PK"
	},
	{
		type: "application/gzip",
		magic: "\b"
	},
	{
		type: "application/x-7z-compressed",
		magic: "7z¼¯'"
	},
	{
		type: "application/vnd.rar",
		magic: "Rar!\x07"
	},
	{
		type: "application/x-cfb",
		magic: "ÐÏà¡±á"
	},
	{
		type: "application/x-elf",
		magic: "ELF"
	},
	{
		type: "application/postscript",
		magic: "%!PS"
	}
];
/** The type of a file by its first bytes; nothing is decoded. `undefined`: not known. */
function detectType(head) {
	const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, headLength));
	const type = bySignature(bytes) ?? byRiff(bytes) ?? byBaseMedia(bytes) ?? byContainer(bytes) ?? byBitmap(bytes) ?? byFrames(bytes);
	if (type !== void 0) return type;
	const text = textTypeOf(bytes);
	return text === void 0 ? void 0 : {
		type: text,
		kind: void 0
	};
}
function bySignature(bytes) {
	const found = signatures.find(({ magic, offset }) => textAt(bytes, offset ?? 0, magic.length) === magic);
	return found === void 0 ? void 0 : {
		type: found.type,
		kind: found.kind
	};
}
function byRiff(bytes) {
	if (textAt(bytes, 0, 4) !== "RIFF") return void 0;
	const form = textAt(bytes, 8, 4);
	if (form === "WEBP") return {
		type: "image/webp",
		kind: "image"
	};
	if (form === "WAVE") return {
		type: "audio/wav",
		kind: "audio"
	};
	return form === "AVI " ? {
		type: "video/x-msvideo",
		kind: "video"
	} : void 0;
}
const brands = /* @__PURE__ */ new Map([
	["avif", {
		type: "image/avif",
		kind: "image"
	}],
	["avis", {
		type: "image/avif",
		kind: "image"
	}],
	["heic", {
		type: "image/heic",
		kind: "image"
	}],
	["heix", {
		type: "image/heic",
		kind: "image"
	}],
	["heim", {
		type: "image/heic",
		kind: "image"
	}],
	["heis", {
		type: "image/heic",
		kind: "image"
	}],
	["hevc", {
		type: "image/heic-sequence",
		kind: "image"
	}],
	["hevx", {
		type: "image/heic-sequence",
		kind: "image"
	}],
	["M4A ", {
		type: "audio/mp4",
		kind: "audio"
	}],
	["M4B ", {
		type: "audio/mp4",
		kind: "audio"
	}],
	["M4P ", {
		type: "audio/mp4",
		kind: "audio"
	}],
	["qt  ", {
		type: "video/quicktime",
		kind: "video"
	}],
	["crx ", {
		type: "image/x-canon-cr3",
		kind: void 0
	}]
]);
/** ISO base media (MP4, HEIF, AVIF, M4A, QuickTime): the brand in the first box says which. */
function byBaseMedia(bytes) {
	const box = textAt(bytes, 4, 4);
	if (box === "moov" || box === "mdat" || box === "wide") return {
		type: "video/quicktime",
		kind: "video"
	};
	if (box !== "ftyp") return void 0;
	const major = textAt(bytes, 8, 4);
	const named = brands.get(major);
	if (named !== void 0) return named;
	if (major === "mif1" || major === "msf1") return byCompatibleBrand(bytes);
	if (major.startsWith("3g")) return {
		type: "video/3gpp",
		kind: "video"
	};
	return {
		type: "video/mp4",
		kind: "video"
	};
}
function byCompatibleBrand(bytes) {
	const end = Math.min(bytes.readUInt32BE(0), bytes.length);
	for (let offset = 16; offset + 4 <= end; offset += 4) {
		const brand = brands.get(textAt(bytes, offset, 4));
		if (brand?.kind === "image") return brand;
	}
	return {
		type: "image/heif",
		kind: "image"
	};
}
function byContainer(bytes) {
	if (textAt(bytes, 0, 4) === "Eß£") {
		const header = textAt(bytes, 4, 96);
		if (header.includes("webm")) return {
			type: "video/webm",
			kind: "video"
		};
		return header.includes("matroska") ? {
			type: "video/x-matroska",
			kind: "video"
		} : void 0;
	}
	if (textAt(bytes, 0, 4) === "OggS") return textAt(bytes, 0, 512).includes("theora") ? {
		type: "video/ogg",
		kind: "video"
	} : {
		type: "audio/ogg",
		kind: "audio"
	};
}
/** Two letters prove nothing: the size of the second header must be one that exists. */
function byBitmap(bytes) {
	if (textAt(bytes, 0, 2) !== "BM" || bytes.length < 18) return void 0;
	return [
		12,
		16,
		40,
		52,
		56,
		64,
		108,
		124
	].includes(bytes.readUInt32LE(14)) ? {
		type: "image/bmp",
		kind: "image"
	} : void 0;
}
/** Streams of frames have no header of the file, only sync words. */
function byFrames(bytes) {
	const [first = 0, second = 0, third = 0] = bytes;
	if (bytes.length > 376 && [
		0,
		188,
		376
	].every((offset) => bytes[offset] === 71)) return {
		type: "video/mp2t",
		kind: "video"
	};
	if (first !== 255 || bytes.length < 4) return void 0;
	if ((second & 246) === 240) return {
		type: "audio/aac",
		kind: "audio"
	};
	const layerThree = (second & 230) === 226 && (second & 24) !== 8;
	const validRates = (third & 240) !== 240 && (third & 240) !== 0 && (third & 12) !== 12;
	return layerThree && validRates ? {
		type: "audio/mpeg",
		kind: "audio"
	} : void 0;
}
function textAt(bytes, offset, length) {
	return bytes.toString("latin1", offset, offset + length);
}

// packages/core/dist/media/open-error.js
const reasons = /* @__PURE__ */ new Map([
	["ENOENT", "there is no file"],
	["ENOTDIR", "there is no file"],
	["EACCES", "this process may not read"],
	["EPERM", "this process may not read"],
	["EISDIR", "it is a folder:"],
	["ELOOP", "too many symbolic links lead to"],
	["ENAMETOOLONG", "the system takes no name so long as"],
	["EMFILE", "this process has too many files open to open"],
	["ENFILE", "the system has too many files open to open"]
]);
/** Why a file could not be opened, by the code of the system. */
function openError(label, path, cause) {
	const code = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : void 0;
	const reason = reasons.get(code) ?? "the system cannot open";
	return mediaError(label, `${reason} ${JSON.stringify(serviceText(path))}.`, cause);
}

// packages/core/dist/media/read-file.js
/** Fewer, larger reads cost half the CPU of 64 KiB ones; more than this gains nothing. */
const pieceLength$1 = 262144;
/** Not to be held up by a pipe that took the place of the file since it was looked at. Windows has no such flag. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** A file by its path: opened for each read, closed after it. */
async function inspectPath(path, limits) {
	const { label } = limits;
	checkFile(await orOpenError(stat(path), path, label), limits);
	const openFile = () => orOpenError(open(path, openFlags), path, label);
	const handle = await openFile();
	try {
		const inspected = await inspectHandle(handle, limits);
		return {
			...inspected,
			stream: () => readAndClose(openFile, inspected.stats, label)
		};
	} finally {
		await handle.close();
	}
}
/** An open file of somebody who closes it. */
async function inspectHandle(handle, limits) {
	const { label } = limits;
	try {
		const stats = await handle.stat();
		checkFile(stats, limits);
		const buffer = Buffer.alloc(Math.min(headLength, stats.size));
		const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
		return {
			stats,
			size: stats.size,
			head: buffer.subarray(0, bytesRead),
			readable: () => true,
			stream: () => readByPosition(handle, stats, label)
		};
	} catch (cause) {
		throw readError(label, cause);
	}
}
function checkFile(stats, { label, maximumBytes }) {
	if (stats.isDirectory()) throw mediaError(label, "the path is a folder, not a file.");
	if (!stats.isFile()) throw mediaError(label, `the path is a ${specialName(stats)}, not a file.`);
	if (stats.size === 0) throw mediaError(label, "the file is empty.");
	if (stats.size > maximumBytes) throw mediaError(label, `the file has ${stats.size} bytes; at most ${maximumBytes} are sent.`);
}
function specialName(stats) {
	if (stats.isFIFO()) return "pipe (FIFO)";
	if (stats.isSocket()) return "socket";
	return "device";
}
async function orOpenError(operation, path, label) {
	try {
		return await operation;
	} catch (cause) {
		throw openError(label, path, cause);
	}
}
async function* readAndClose(openFile, known, label) {
	const handle = await openFile();
	try {
		yield* readByPosition(handle, known, label);
	} finally {
		await handle.close();
	}
}
async function* readByPosition(handle, known, label) {
	try {
		await expectUnchanged(handle, known, label);
		let position = 0;
		while (position < known.size) {
			const buffer = Buffer.allocUnsafeSlow(Math.min(pieceLength$1, known.size - position));
			const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
			if (bytesRead === 0) throw changedError(label);
			position += bytesRead;
			if (position >= known.size) await expectUnchanged(handle, known, label);
			yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
		}
	} catch (cause) {
		throw readError(label, cause);
	}
}
async function expectUnchanged(handle, known, label) {
	const now = await handle.stat();
	if (now.size !== known.size || now.mtimeMs !== known.mtimeMs || now.ino !== known.ino || now.dev !== known.dev) throw changedError(label);
}

// packages/core/dist/media/read-memory.js
const pieceLength = 262144;
/** Bytes of the caller, given on as views of the same memory. */
function inspectBytes({ bytes }, limits) {
	const size = bytes.byteLength;
	checkSize(size, limits);
	return {
		size,
		head: bytes.subarray(0, headLength),
		readable: () => true,
		stream: () => readBytes(bytes, size, limits.label)
	};
}
async function* readBytes(bytes, size, label) {
	for (let offset = 0; offset < size; offset += pieceLength) {
		if (bytes.byteLength !== size) throw changedError(label);
		yield bytes.subarray(offset, offset + pieceLength);
	}
}
/** A `Blob`, in memory or backed by a file. */
async function inspectBlob({ blob, size }, limits) {
	checkSize(size, limits);
	const { label } = limits;
	try {
		return {
			size,
			head: new Uint8Array(await blob.slice(0, headLength).arrayBuffer()),
			readable: () => true,
			stream: () => readBlob(blob, size, label)
		};
	} catch (cause) {
		throw readError(label, cause);
	}
}
async function* readBlob(blob, size, label) {
	let count = 0;
	try {
		for await (const piece of blob.stream()) {
			count += piece.byteLength;
			yield piece;
		}
		if (count !== size) throw changedError(label);
	} catch (cause) {
		throw readError(label, cause);
	}
}
function checkSize(size, { label, maximumBytes }) {
	if (size === 0) throw mediaError(label, "it is empty.");
	if (size > maximumBytes) throw mediaError(label, `it has ${size} bytes; at most ${maximumBytes} are sent.`);
}

// packages/core/dist/media/read-stream.js
/** Reads as much of a one-shot source as the detection of its type needs; the one read replays it. */
async function inspectStream(source, limits) {
	const reader = new OneShotReader(source, limits);
	await reader.readHead();
	const { label } = limits;
	return {
		size: reader.size,
		head: reader.head,
		readable: () => !reader.started,
		stream() {
			if (reader.started) throw consumedError(label);
			return { [Symbol.asyncIterator]: () => reader.read() };
		}
	};
}
var OneShotReader = class {
	#source;
	#limits;
	#pieces = [];
	#count = 0;
	#done = false;
	#started = false;
	constructor(source, limits) {
		this.#source = source;
		this.#limits = limits;
	}
	get started() {
		return this.#started;
	}
	/** Known when the source ended within the head. */
	get size() {
		return this.#done ? this.#count : void 0;
	}
	get head() {
		const [first] = this.#pieces;
		return this.#pieces.length === 1 && first !== void 0 ? first : Buffer.concat(this.#pieces, this.#headLength());
	}
	async readHead() {
		while (!this.#done && this.#count < 4096) {
			const piece = await this.#next();
			if (piece !== void 0) this.#pieces.push(piece);
		}
		if (this.#count > 0) return;
		throw mediaError(this.#limits.label, "the stream is empty, or was read before.");
	}
	async *read() {
		if (this.#started) throw consumedError(this.#limits.label);
		this.#started = true;
		const pieces = this.#pieces;
		this.#pieces = [];
		try {
			yield* pieces;
			while (!this.#done) {
				const piece = await this.#next();
				if (piece !== void 0) yield piece;
			}
		} finally {
			this.#source.end();
		}
	}
	/** `undefined` at the end. Every failure ends the source. */
	async #next() {
		const { label, maximumBytes } = this.#limits;
		try {
			const failure = this.#source.failure();
			if (failure !== void 0) throw failure.cause;
			const result = await this.#source.next();
			this.#done = result.done === true;
			if (this.#done) return void 0;
			const piece = bytesOfPiece(result.value, label);
			this.#count += piece.byteLength;
			if (this.#count > maximumBytes) throw mediaError(label, `the stream gave more than ${maximumBytes} bytes.`);
			return piece;
		} catch (cause) {
			this.#source.end();
			throw this.#toError(cause);
		}
	}
	#toError(cause) {
		const { label } = this.#limits;
		const { name } = this.#source;
		return (typeof cause === "object" && cause !== null ? Reflect.get(cause, "syscall") : void 0) === "open" && name !== void 0 ? openError(label, name, cause) : readError(label, cause);
	}
	#headLength() {
		return Math.min(this.#count, headLength);
	}
};
function bytesOfPiece(piece, label) {
	if (piece instanceof Uint8Array) return piece;
	if (ArrayBuffer.isView(piece)) return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
	throw mediaError(label, `the stream gives ${typeof piece === "string" ? "text" : piece === null ? "null" : `${typeof piece}s`} instead of bytes (Uint8Array).`);
}

// packages/core/dist/media/judge-type.js
const nouns = {
	image: "an image",
	video: "a video",
	audio: "an audio file",
	pdf: "a PDF"
};
/** Containers that may hold sound alone: what the caller says decides. */
const audioTypes = /* @__PURE__ */ new Map([
	["video/mp4", "audio/mp4"],
	["video/webm", "audio/webm"],
	["video/ogg", "audio/ogg"]
]);
/** Settles kind and type of a file, or refuses it and says what it looks like. */
function judgeType({ label, kind, explicit, head }) {
	const found = explicit === void 0 ? detectType(head) : {
		type: explicit,
		kind: kindOfType(explicit)
	};
	const wanted = kind === void 0 ? "an image, video, audio file or PDF" : nouns[kind];
	if (found === void 0) throw mediaError(label, `it is not ${wanted}; its first bytes are of no known type. Give its type if it is one.`);
	const origin = explicit === void 0 ? "detected" : "its type says";
	if (found.kind === void 0) throw mediaError(label, `it is not ${wanted}; ${origin} ${found.type}.`);
	if (kind === void 0 || kind === found.kind) return {
		kind: found.kind,
		type: found.type
	};
	const audio = kind === "audio" ? audioTypes.get(found.type) : void 0;
	if (audio !== void 0) return {
		kind,
		type: audio
	};
	throw mediaError(label, `it was passed as ${wanted} but is ${nouns[found.kind]}; ${origin} ${found.type}.`);
}

// packages/core/dist/media/load-media.js
/** Looks at size and first bytes of a file that was taken over. */
async function loadMedia(source, options) {
	if (source.from === "remote") throw mediaError(options.label, "it is a URL that only the service can fetch.");
	try {
		const bytes = await inspect(source, options);
		const { kind, type } = judgeType({
			...options,
			explicit: source.type,
			head: bytes.head
		});
		return {
			kind,
			type,
			name: cleanFileName(source.name, type),
			size: bytes.size,
			get readable() {
				return bytes.readable();
			},
			stream: bytes.stream
		};
	} catch (error) {
		if (source.from === "stream") source.end();
		throw error;
	}
}
function inspect(source, limits) {
	switch (source.from) {
		case "path": return inspectPath(source.path, limits);
		case "handle": return inspectHandle(source.handle, limits);
		case "bytes": return inspectBytes(source, limits);
		case "blob": return inspectBlob(source, limits);
		case "stream": return inspectStream(source, limits);
	}
}

export { loadMedia };
//# sourceMappingURL=load-media.js.map