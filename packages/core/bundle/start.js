import { dirname, join, resolve } from "node:path";

// packages/core/dist/errors/plugboard-error.js
const brand = Symbol.for("plugboard.error");
const retryableCodes = /* @__PURE__ */ new Set([
	"rate_limited",
	"server_error",
	"connection_failed",
	"timeout"
]);
/**
* The one error class of Plugboard. `code` says what kind of failure it was; the message says what failed, where, how far it
* got and what to do next. No cookie, token, key, header value, prompt or body is ever part of it.
*/
var PlugboardError = class extends Error {
	/** True for errors of any installed copy of Plugboard (a `Symbol.for` brand, not the class). */
	static isInstance(value) {
		return typeof value === "object" && value !== null && brand in value;
	}
	code;
	phase;
	/** Whether the same call may succeed later. */
	retryable;
	/** Milliseconds that the service asked to wait. */
	retryAfterMs;
	/** HTTP status of the answer that failed. */
	status;
	/** The instance that failed. */
	provider;
	/** The service's own model name. */
	model;
	requestId;
	/** The service's own code or type of the failure. */
	serviceCode;
	/** The text that had arrived before a stream broke. */
	partialText;
	/** Every try of the call, in order. */
	attempts;
	constructor(code, message, details = {}) {
		super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
		this.code = code;
		this.phase = details.phase ?? "setup";
		this.retryable = details.retryable ?? retryableCodes.has(code);
		this.retryAfterMs = details.retryAfterMs;
		this.status = details.status;
		this.provider = details.provider;
		this.model = details.model;
		this.requestId = details.requestId;
		this.serviceCode = details.serviceCode;
		this.partialText = details.partialText;
		this.attempts = details.attempts ?? [];
	}
	static {
		Object.defineProperty(this.prototype, "name", {
			value: "PlugboardError",
			writable: true,
			configurable: true
		});
		Object.defineProperty(this.prototype, brand, { value: true });
	}
};

// packages/core/dist/errors/call-ended.js
/** What a call ends with when its caller aborts it. The caller's own reason stays as it is: it is theirs. */
function abortedBy(reason, phase = "setup") {
	return new PlugboardError("aborted", "The call was aborted by its caller.", {
		phase,
		cause: reason
	});
}
/** What calls of a closed client end with. */
function clientClosed(phase = "setup") {
	return new PlugboardError("closed", "The client is closed. Make a new Client().", { phase });
}

// packages/core/dist/errors/foreign-cause.js
/**
* What may be kept of an error that is not ours: name, code, syscall and the places in the code. Its message and its other
* properties may quote headers, bodies or secrets.
*/
var ForeignCause = class extends Error {
	code;
	syscall;
	constructor(name, code, syscall, frames) {
		const facts = [code, syscall].filter((fact) => fact !== void 0 && fact !== "");
		super(facts.length === 0 ? name : `${name} (${facts.join(", ")})`);
		Object.defineProperty(this, "name", {
			value: name,
			configurable: true
		});
		Object.defineProperty(this, "stack", {
			value: `${this.message}${frames}`,
			configurable: true
		});
		this.code = code;
		this.syscall = syscall;
	}
};
/** Reduces a foreign error; a `PlugboardError` stays as it is. `undefined` for `undefined`. */
function reduceCause(cause) {
	if (cause === void 0 || cause instanceof ForeignCause) return cause;
	if (PlugboardError.isInstance(cause)) return cause;
	if (typeof cause !== "object" || cause === null) return new ForeignCause(typeof cause, void 0, void 0, "");
	return new ForeignCause(word(cause, "name") ?? "Error", word(cause, "code"), word(cause, "syscall"), framesOf(cause));
}
/** Identifiers only: a name or a code that holds anything else could be somebody's text. */
function word(value, property) {
	try {
		const found = Reflect.get(value, property);
		return typeof found === "string" && /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(found) ? found : void 0;
	} catch {
		return;
	}
}
function framesOf(value) {
	try {
		const stack = Reflect.get(value, "stack");
		if (typeof stack !== "string") return "";
		return stack.split("\n").filter((line) => /^ {4}at [^"'`{}]{1,300}:\d+:\d+\)?$/.test(line)).slice(0, 12).map((frame) => `\n${frame}`).join("");
	} catch {
		return "";
	}
}

// packages/core/dist/media/media-error.js
/** The one way a file is refused. `problem` is a sentence, or several, about the file that `label` names. */
function mediaError(label, problem, cause) {
	return new PlugboardError("input_invalid", `Cannot use ${label}: ${problem}`, { cause: reduceCause(cause) });
}
/** A failure while the bytes were on their way; what is ours already stays as it is. */
function readError(label, cause) {
	if (PlugboardError.isInstance(cause)) return cause;
	const reduced = reduceCause(cause);
	if (reduced?.name === "NotReadableError") return changedError(label, cause);
	return mediaError(label, `its source failed while it was read (${reduced?.message ?? "no reason given"}).`, cause);
}
/** The bytes are no longer those that were looked at first. */
function changedError(label, cause) {
	return mediaError(label, "it changed while it was read. Do not touch a file before the call has ended.", cause);
}
/** A one-shot source that was asked for its bytes again. */
function consumedError(label) {
	return mediaError(label, "the stream has been read already and cannot be read again. Pass { path }, bytes or a Blob where a file is needed more than once.");
}

// packages/core/dist/media/adopt-stream.js
/** How an object was taken over by an earlier part or call. */
const adoptedKey = Symbol.for("plugboard.adopted-media");
/** A stream of Node. From here on its errors are kept for the reader instead of ending the process. */
function adoptReadable(stream, label) {
	const before = Reflect.get(stream, adoptedKey);
	let failure;
	if (before === void 0) stream.on("error", (cause) => failure ??= { cause });
	if (before === "stream") throw consumedError(label);
	if (before !== "path") refuseUsed(stream, label);
	const path = isReadStream(stream) ? pathOf(stream) : void 0;
	mark(stream, path === void 0 ? "stream" : "path");
	if (path !== void 0) {
		stream.destroy();
		return {
			from: "path",
			path,
			name: path,
			type: void 0
		};
	}
	return {
		from: "stream",
		name: fileNameOf(stream),
		type: void 0,
		...readOnce(() => stream[Symbol.asyncIterator](), () => void (stream.readableEnded || stream.destroy())),
		failure: () => failure
	};
}
function refuseUsed(stream, label) {
	if (stream.readableDidRead || stream.readableEnded) throw consumedError(label);
	if (stream.destroyed || stream.errored) throw mediaError(label, "the stream has been destroyed.", stream.errored);
	if (stream.readableFlowing === true) throw mediaError(label, "somebody else is reading the stream already (it flows). Pass it before anything reads it.");
	if (!stream.readable) throw mediaError(label, "the stream is not readable.");
	if (stream.readableEncoding === null || stream.readableEncoding === void 0) return;
	stream.destroy();
	throw mediaError(label, "the stream has an encoding set, so it gives text and no bytes. Create it without one.");
}
/** Looked up here, since an import would load Node's streams into every program that never passes one. */
function isReadStream(stream) {
	return stream instanceof process.getBuiltinModule("node:fs").ReadStream;
}
/** The file behind a stream that nobody has read and that shows all of it: better opened anew for each try. Streams of a descriptor have no path. */
function pathOf(stream) {
	const { path } = stream;
	const start = Reflect.get(stream, "start");
	const end = Reflect.get(stream, "end");
	if (typeof path !== "string" || path === "" || !((start === void 0 || start === 0) && (end === void 0 || end === Infinity)) || stream.bytesRead > 0) return void 0;
	return resolve(path);
}
function fileNameOf(stream) {
	const path = isReadStream(stream) ? stream.path : void 0;
	return typeof path === "string" ? path : void 0;
}
/** A stream of the web standard. Its reader is taken at once, so nobody else can read it. */
function adoptWebStream(stream, label) {
	if (stream.locked) throw mediaError(label, "the stream is locked: it has a reader already, or was passed twice.");
	const { Readable } = process.getBuiltinModule("node:stream");
	if (Readable.isDisturbed(stream)) throw consumedError(label);
	const reader = stream.getReader();
	const end = () => void reader.cancel().catch(ignore);
	const next = () => reader.read();
	return {
		from: "stream",
		name: void 0,
		type: void 0,
		...readOnce(() => ({ next }), end),
		failure: noFailure
	};
}
/** Generators and other objects that give pieces. */
function adoptIterable(iterable, label) {
	if (Reflect.get(iterable, adoptedKey) !== void 0) throw consumedError(label);
	mark(iterable, "stream");
	return {
		from: "stream",
		name: void 0,
		type: void 0,
		...readOnce(() => iterable[Symbol.asyncIterator](), (iterator) => void iterator.return?.()?.catch(ignore)),
		failure: noFailure
	};
}
/**
* Asks for the iterator with the first read, since the one of a Node stream starts to listen when it is made. A read that
* was cut short by `end` fails: some sources would report it as their end, and half a file would pass for a whole one.
*/
function readOnce(create, stop) {
	let iterator;
	let ended = false;
	return {
		next: async () => {
			iterator ??= create();
			const result = await iterator.next();
			if (ended) throw new Error("The stream was ended before it was read to its end.");
			return result;
		},
		end: () => {
			if (ended) return;
			ended = true;
			try {
				stop(iterator ??= create());
			} catch {}
		}
	};
}
function mark(host, as) {
	if (Object.isExtensible(host)) Object.defineProperty(host, adoptedKey, {
		value: as,
		configurable: true
	});
}
function noFailure() {}
function ignore() {}

// packages/core/dist/media/mime-type.js
const token = "[A-Za-z0-9!#$&^_.+'*`|~%-]{1,127}";
const mimeType = new RegExp(`^(${token}/${token})(?:[ \\t]*;[\\x20-\\x7e\\t]*)?$`);
/**
* The `type/subtype` of a MIME type in lower case, without parameters: they have no place in a `data:` URL or a part's
* header. `undefined` when it is not one primitive string of that grammar, so that no line break gets into a header.
*/
function essenceOf(type) {
	if (typeof type !== "string") return void 0;
	return mimeType.exec(type)?.[1]?.toLowerCase();
}
/** What a model would have to take to be shown this type. */
function kindOfType(type) {
	if (type === "application/pdf" || type === "application/x-pdf") return "pdf";
	const family = type.slice(0, type.indexOf("/"));
	return family === "image" || family === "video" || family === "audio" ? family : void 0;
}
const extensions = /* @__PURE__ */ new Map([
	["image/jpeg", "jpg"],
	["image/svg+xml", "svg"],
	["image/tiff", "tif"],
	["image/heic-sequence", "heics"],
	["image/heif-sequence", "heifs"],
	["video/quicktime", "mov"],
	["video/matroska", "mkv"],
	["video/x-matroska", "mkv"],
	["video/mpeg", "mpg"],
	["video/mp2t", "ts"],
	["video/x-msvideo", "avi"],
	["video/ogg", "ogv"],
	["video/3gpp", "3gp"],
	["audio/mpeg", "mp3"],
	["audio/mp4", "m4a"],
	["audio/x-m4a", "m4a"],
	["audio/x-wav", "wav"]
]);
/** The usual file name extension of a type, without the dot. */
function extensionOf(type) {
	const known = extensions.get(type);
	if (known !== void 0) return known;
	const subtype = type.slice(type.indexOf("/") + 1);
	return /^[a-z0-9]{1,8}$/.test(subtype) ? subtype : "bin";
}

// packages/core/dist/media/data-url.js
/** A `data:` URL, by the rules of the Fetch Standard. Its text never gets into a message. */
function parseDataUrl(url, label) {
	const comma = url.indexOf(",");
	if (comma < 0) throw mediaError(label, "the data: URL has no comma between its type and its content.");
	const header = url.slice(5, comma);
	const base64 = /;[ ]*base64[ ]*$/i.exec(header);
	const mediaType = (base64 === null ? header : header.slice(0, base64.index)).trim();
	const fragment = url.indexOf("#", comma);
	const content = url.slice(comma + 1, fragment < 0 ? void 0 : fragment);
	return {
		from: "bytes",
		bytes: base64 === null ? percentDecoded(content) : base64Decoded(content, label),
		name: void 0,
		type: typeOf(mediaType, label)
	};
}
/** Parameters alone, as in `data:;charset=utf-8,`, say nothing of the file: its bytes do. */
function typeOf(mediaType, label) {
	if (mediaType === "" || mediaType.startsWith(";")) return void 0;
	const essence = essenceOf(mediaType);
	if (essence === void 0) throw mediaError(label, "the data: URL names a type that is no MIME type.");
	return essence;
}
function base64Decoded(content, label) {
	const plain = content.includes("%") ? Buffer.from(percentDecoded(content)).toString("latin1") : content;
	const compact = /[\t\n\f\r ]/.test(plain) ? plain.replaceAll(/[\t\n\f\r ]+/g, "") : plain;
	const padding = compact.endsWith("==") ? 2 : compact.endsWith("=") ? 1 : 0;
	const length = compact.length - padding;
	if (length % 4 !== 1 && (padding === 0 || compact.length % 4 === 0) && !/[-_]/.test(compact)) {
		const bytes = Buffer.from(compact, "base64");
		if (bytes.length === Math.floor(length * 3 / 4)) return bytes;
	}
	throw mediaError(label, "the content of the data: URL is not valid base64.");
}
/** Bytes by percent escapes; everything else as UTF-8. An escape that is none stays as it is. */
function percentDecoded(content) {
	const text = Buffer.from(content, "utf8");
	const bytes = Buffer.allocUnsafe(text.length);
	let length = 0;
	for (let index = 0; index < text.length; index += 1) {
		const escaped = text[index] === 37 ? hexAt(text, index + 1) : void 0;
		bytes[length] = escaped ?? text[index] ?? 0;
		length += 1;
		if (escaped !== void 0) index += 2;
	}
	return bytes.subarray(0, length);
}
function hexAt(text, index) {
	const digits = text.toString("latin1", index, index + 2);
	return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : void 0;
}

// packages/core/dist/media/media-url.js
/** A plain string: `data:` or `http(s):`. Never a path, and no `file:` either, so that text from a stranger opens no file. */
function sourceOfString(text, label) {
	if (/^data:/i.test(text)) return parseDataUrl(text, label);
	const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
	if (scheme === "http" || scheme === "https") {
		const url = URL.canParse(text) ? new URL(text) : void 0;
		if (url === void 0 || /[\p{Cc} ]/u.test(text)) throw mediaError(label, "the URL is not valid.");
		return remote(url, text, label);
	}
	if (scheme === "file") throw mediaError(label, "a plain string may be a data: or https: URL only. Write new URL(...) or { path: ... }.");
	if (scheme !== void 0 && /^[a-z][a-z0-9+.-]+:(?:\/\/|[^\\/])/i.test(text) && URL.canParse(text)) throw unknownScheme(scheme, label);
	throw mediaError(label, "the string is no URL. A plain string is a URL, never a path; write { path: ... }.");
}
/** A URL object; `file:` is meant when somebody takes the trouble to write one. */
function sourceOfUrl(url, label) {
	const { href, protocol } = url;
	if (protocol === "data:") return parseDataUrl(href, label);
	if (protocol === "http:" || protocol === "https:") return remote(url, href, label);
	if (protocol !== "file:") throw unknownScheme(protocol.slice(0, -1), label);
	try {
		const path = process.getBuiltinModule("node:url").fileURLToPath(url);
		return {
			from: "path",
			path,
			name: path,
			type: void 0
		};
	} catch (cause) {
		throw mediaError(label, "the file: URL names no path on this machine.", cause);
	}
}
function remote(url, text, label) {
	if (url.username !== "" || url.password !== "") throw mediaError(label, "the URL holds a user name or password, which would be handed to the service. Remove it.");
	return {
		from: "remote",
		url: text
	};
}
function unknownScheme(scheme, label) {
	return mediaError(label, `URLs of the scheme "${scheme.slice(0, 20)}:" cannot be read. Pass an https: or data: URL, { path: ... } or bytes.`);
}

// packages/core/dist/media/media-input.js
/** Finds out what the caller passed. Throws for what can never be a file; opens and reads nothing. */
function sourceOf(input, label) {
	if (typeof input === "string") return sourceOfString(input, label);
	if (typeof input !== "object" || input === null) throw mediaError(label, `it is ${input === null ? "null" : typeof input}, not a file. ${whatToPass}`);
	if (input instanceof URL) return sourceOfUrl(input, label);
	const bytes = bytesOf(input);
	if (bytes !== void 0) return {
		from: "bytes",
		bytes,
		name: void 0,
		type: void 0
	};
	if (isBlob(input)) return blobSource(input, label);
	if (isFileHandle(input)) return handleSource(input, label);
	if (isReadable(input)) return adoptReadable(input, label);
	if (isWebStream(input)) return adoptWebStream(input, label);
	if (Symbol.asyncIterator in input) return adoptIterable(input, label);
	if ("then" in input) throw mediaError(label, "it is a promise. Await it first.");
	const path = Reflect.get(input, "path");
	if (path !== void 0) return pathSource(path, Reflect.get(input, "type"), label);
	throw mediaError(label, `the object is not a file. ${whatToPass}`);
}
const whatToPass = "Pass { path: ... }, an https: or data: URL, bytes, a Blob or a stream.";
/** A view of the same memory: nothing is copied. */
function bytesOf(input) {
	if (isAnyArrayBuffer(input)) return new Uint8Array(input);
	if (!ArrayBuffer.isView(input)) return void 0;
	return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}
/** By its internals, so that one of another realm counts; looked up here because an import would load all of `node:util`. */
function isAnyArrayBuffer(input) {
	return process.getBuiltinModule("node:util").types.isAnyArrayBuffer(input);
}
/** By shape: a `Blob` of another copy or realm is one too. */
function isBlob(input) {
	const tag = Reflect.get(input, Symbol.toStringTag);
	return (tag === "Blob" || tag === "File") && has(input, "stream");
}
function blobSource(blob, label) {
	const type = blob.type;
	const size = blob.size;
	const name = Reflect.get(blob, "name");
	if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw mediaError(label, "the Blob does not say its size.");
	return {
		from: "blob",
		blob,
		size,
		name: typeof name === "string" ? name : void 0,
		type: type === "" ? void 0 : explicitType(type, label)
	};
}
function isFileHandle(input) {
	return typeof Reflect.get(input, "fd") === "number" && has(input, "stat") && has(input, "read") && has(input, "sync");
}
function handleSource(handle, label) {
	if (handle.fd < 0) throw mediaError(label, "the file handle is closed.");
	return {
		from: "handle",
		handle,
		name: void 0,
		type: void 0
	};
}
function isReadable(input) {
	return has(input, "pipe") && has(input, "on") && has(input, "destroy") && Symbol.asyncIterator in input;
}
function isWebStream(input) {
	return has(input, "getReader") && has(input, "cancel");
}
function pathSource(path, type, label) {
	if (typeof path !== "string" || path === "") throw mediaError(label, "its path is no text, or empty.");
	if (path.includes("\0")) throw mediaError(label, "its path holds a NUL character.");
	return {
		from: "path",
		path: resolve(path),
		name: path,
		type: type === void 0 ? void 0 : explicitType(type, label)
	};
}
/** `application/octet-stream` says "some bytes": then the bytes decide. */
function explicitType(type, label) {
	const essence = essenceOf(type);
	if (essence === void 0) throw mediaError(label, "its type is no MIME type such as image/png.");
	return essence === "application/octet-stream" ? void 0 : essence;
}
function has(input, method) {
	return typeof Reflect.get(input, method) === "function";
}

// packages/core/dist/media/adopt-media.js
const defaultMaximumBytes = 2 * 1024 ** 3;
/**
* Takes over a caller's file in the same tick: streams get their listeners, relative paths their folder. Nothing is opened,
* read or copied yet, so bytes must not change before the call has ended.
*
* @throws PlugboardError `input_invalid` for what can never be a file, such as a plain path or a stream that was read.
*/
function adoptMedia(input, options) {
	const { label, kind, maximumBytes = defaultMaximumBytes } = options;
	const source = sourceOf(input, label);
	let loaded;
	return {
		label,
		kind,
		remoteUrl: source.from === "remote" ? source.url : void 0,
		load() {
			loaded ??= import("./load-media.js").then(({ loadMedia }) => loadMedia(source, {
				label,
				kind,
				maximumBytes
			}));
			return loaded;
		},
		release() {
			if (source.from === "stream") source.end();
		}
	};
}

// packages/core/dist/client/chat-parameters.js
const numbers = [
	"temperature",
	"top_p",
	"top_k",
	"max_tokens",
	"seed",
	"frequency_penalty",
	"presence_penalty"
];
const efforts = [
	"minimal",
	"low",
	"medium",
	"high"
];
/** Names that `create()` understands beyond the parameters of the model. */
const known = /* @__PURE__ */ new Set([
	...numbers,
	"model",
	"messages",
	"image",
	"images",
	"stop",
	"max_completion_tokens",
	"reasoning_effort",
	"stream",
	"stream_options",
	"provider",
	"provider_options"
]);
/** The parameters for the model, in one vocabulary. Throws `input_invalid` for wrong types and `unsupported` for unknown names. */
function chatParameters(params) {
	refuseUnknown(params);
	const parameters = {};
	for (const name of numbers) {
		const value = params[name];
		if (value === void 0 || value === null) continue;
		if (typeof value !== "number" || !Number.isFinite(value)) throw invalid$3(`${name} must be a finite number.`);
		parameters[name] = value;
	}
	const most = params.max_completion_tokens;
	if (most !== void 0 && most !== null) {
		if (typeof most !== "number" || !Number.isFinite(most)) throw invalid$3("max_completion_tokens must be a finite number.");
		if (parameters.max_tokens !== void 0 && parameters.max_tokens !== most) throw invalid$3("max_tokens and max_completion_tokens are two names of one thing: give one of them.");
		parameters.max_tokens = most;
	}
	const stop = stopTexts(params.stop);
	if (stop !== void 0) parameters.stop = stop;
	const effort = params.reasoning_effort;
	if (effort !== void 0 && effort !== null) {
		if (!efforts.includes(effort)) throw invalid$3(`reasoning_effort must be one of ${efforts.join(", ")}.`);
		parameters.reasoning_effort = params.reasoning_effort;
	}
	return parameters;
}
function stopTexts(stop) {
	if (stop === void 0 || stop === null) return void 0;
	const texts = Array.isArray(stop) ? stop : [stop];
	if (!texts.every((text) => typeof text === "string")) throw invalid$3("stop must be a string or an array of strings.");
	return texts;
}
function refuseUnknown(params) {
	const unknown = Object.entries(params).flatMap(([name, value]) => value === void 0 || known.has(name) ? [] : [name]);
	if (unknown.length === 0) return;
	throw new PlugboardError("unsupported", `create() has no parameter ${unknown.join(", ")}. What only one service knows goes into provider_options.`);
}
function invalid$3(message) {
	return new PlugboardError("input_invalid", message);
}

// packages/core/dist/client/draft-request.js
const roles = {
	system: "system",
	developer: "system",
	user: "user",
	assistant: "assistant"
};
/**
* Checks what the caller wrote and takes over the files, all in the tick of `create()`: a stream that fails later must
* fail the call and not the process. Throws `input_invalid`, and lets go of what it had taken over.
*/
function draftRequest(params) {
	if (typeof params !== "object" || params === null) throw invalid$2("create() takes an object with model and messages.");
	const { model, messages } = params;
	if (typeof model !== "string" || model === "") throw invalid$2("model must be a non-empty string.");
	if (!Array.isArray(messages)) throw invalid$2("messages must be an array.");
	const files = new FileIntake();
	try {
		const turns = messages.map((message, index) => turnFrom(message, index, files));
		const loose = looseImages(params).map((input) => files.take(input, void 0));
		return {
			model,
			provider: params.provider,
			messages: withLooseImages(turns, loose),
			parameters: chatParameters(params),
			providerOptions: providerOptionsOf(params),
			media: files.taken,
			includeUsage: params.stream_options?.include_usage === true
		};
	} catch (error) {
		for (const media of files.taken) media.release();
		throw error;
	}
}
/** Numbers the files of a call by kind of mention, so that errors can name them. */
var FileIntake = class {
	taken = [];
	take(input, kind) {
		const media = adoptMedia(input, {
			label: `${kind ?? "image"} ${this.taken.length + 1}`,
			kind
		});
		this.taken.push(media);
		return media;
	}
};
function turnFrom(message, index, files) {
	const where = `messages[${index}]`;
	if (typeof message !== "object" || message === null) throw invalid$2(`${where} must be an object with role and content.`);
	if (!Object.hasOwn(roles, message.role)) throw invalid$2(`${where}.role must be one of ${Object.keys(roles).join(", ")}.`);
	const role = roles[message.role];
	if (typeof message.content === "string") return {
		role,
		content: [{
			type: "text",
			text: message.content
		}]
	};
	if (!Array.isArray(message.content)) throw invalid$2(`${where}.content must be a string or an array of parts.`);
	return {
		role,
		content: message.content.map((part, position) => partFrom(part, `${where}.content[${position}]`, files))
	};
}
function partFrom(part, where, files) {
	switch (part?.type) {
		case "text":
			if (typeof part.text !== "string") throw invalid$2(`${where}.text must be a string.`);
			return {
				type: "text",
				text: part.text
			};
		case "image_url": return filePart(part.image_url, "image", `${where}.image_url`, files);
		case "video_url": return filePart(part.video_url, "video", `${where}.video_url`, files);
		case "audio_url": return filePart(part.audio_url, "audio", `${where}.audio_url`, files);
		case "pdf_url": return filePart(part.pdf_url, "pdf", `${where}.pdf_url`, files);
		default: throw invalid$2(`${where}.type must be one of text, image_url, video_url, audio_url, pdf_url.`);
	}
}
function filePart(value, kind, where, files) {
	if (typeof value !== "object" || value === null || value.url === void 0) throw invalid$2(`${where} must be { url }.`);
	return {
		type: "media",
		media: files.take(value.url, kind)
	};
}
function looseImages({ image, images }) {
	if (images !== void 0 && !Array.isArray(images)) throw invalid$2("images must be an array.");
	return [...image === void 0 ? [] : [image], ...images ?? []];
}
/** Images without a home go to the last user message, before its text as services like it best. */
function withLooseImages(turns, images) {
	if (images.length === 0) return turns;
	const home = turns.findLastIndex(({ role }) => role === "user");
	if (home === -1) throw invalid$2("image needs a user message to belong to.");
	const parts = images.map((media) => ({
		type: "media",
		media
	}));
	return turns.map((turn, index) => index === home ? {
		...turn,
		content: [...parts, ...turn.content]
	} : turn);
}
function providerOptionsOf({ provider_options: given }) {
	if (given === void 0) return {};
	if (typeof given !== "object" || given === null) throw invalid$2("provider_options must be an object keyed by plugin id.");
	for (const [plugin, options] of Object.entries(given)) if (options !== void 0 && (typeof options !== "object" || options === null)) throw invalid$2(`provider_options.${plugin} must be an object.`);
	return given;
}
function invalid$2(message) {
	return new PlugboardError("input_invalid", message);
}

// packages/core/dist/config/file-system.js
/**
* The two functions of `node:fs` that a client needs when it is made. An `import` of it reads all of its exports, some of which
* load all of Node's streams: that would be a good part of the time in which a program starts.
*/
const fileSystem = process.getBuiltinModule("node:fs");

// packages/core/dist/config/find-root.js
/** The nearest folder with a package.json, from `start` (default: the working folder) up. */
function findRoot(start = ".") {
	const first = resolve(start);
	for (let folder = first;; folder = dirname(folder)) {
		const manifest = join(folder, "package.json");
		if (fileSystem.existsSync(manifest)) return {
			folder,
			manifest
		};
		if (folder === dirname(folder)) return {
			folder: first,
			manifest: void 0
		};
	}
}
/** A root that was chosen by hand: nothing above it is looked at. */
function rootAt(folder) {
	const manifest = join(resolve(folder), "package.json");
	return {
		folder: resolve(folder),
		manifest: fileSystem.existsSync(manifest) ? manifest : void 0
	};
}

// packages/core/dist/errors/service-text.js
/** Text of a service as it may stand in our messages: at most 300 characters, control characters made visible. */
function serviceText(text, clean = (same) => same) {
	const trimmed = clean(text).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => character === "\n" || character === "	" ? " " : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`).trim();
	return trimmed.length > 300 ? `${trimmed.slice(0, 299)}…` : trimmed;
}

// packages/core/dist/errors/quote.js
/** A name as it may stand in a message: short, with nothing invisible in it. */
function quote(name) {
	return `"${serviceText(name)}"`;
}

// packages/core/dist/config/shape.js
/** A value that is not what it has to be; becomes a `PlugboardError` where the file is known. */
var ShapeFault = class extends Error {
	path;
	/** The rest of a sentence that begins with the path: `must be a string, not a number`. Quotes no value. */
	problem;
	constructor(path, problem) {
		super(`${formatJsonPath(path)} ${problem}`);
		this.path = path;
		this.problem = problem;
	}
};
/** `providers.reka.models[0]`; keys that are no plain words in quotes: `providers["my reka"]`. */
function formatJsonPath(path) {
	const text = path.map((part) => {
		if (typeof part === "number") return `[${part}]`;
		return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(part) ? `.${part}` : `[${quote(part)}]`;
	}).join("");
	return text === "" ? "the value" : text.replace(/^\./, "");
}
/** Fails with what was expected and what kind of thing is there, never with the thing itself. */
function mustBe(path, expected, value) {
	throw new ShapeFault(path, `must be ${expected}, not ${kindOf(value)}`);
}
function kindOf(value) {
	if (value === null) return "null";
	if (value === void 0) return "absent";
	if (value === "") return "an empty string";
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
	if (typeof value === "object") return isRecord(value) ? "an object" : "a special object";
	return `a ${typeof value}`;
}
/** An object as JSON has it: not a list, not an instance of a class. */
function isRecord(value) {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	const prototype = Object.getPrototypeOf(value);
	return prototype === null || prototype === Object.prototype || isForeignPrototype(prototype);
}
/** `Object.prototype` of another realm, such as a test runner's sandbox. */
function isForeignPrototype(prototype) {
	return typeof prototype === "object" && prototype !== null && Object.getPrototypeOf(prototype) === null;
}
function readRecord(value, path, expected = "an object") {
	return isRecord(value) ? value : mustBe(path, expected, value);
}
function readText$1(value, path, expected = "a non-empty string") {
	return typeof value === "string" && value !== "" ? value : mustBe(path, expected, value);
}
/** Refuses keys that nobody reads: most are typing errors. */
function refuseOtherKeys(record, known, path) {
	const other = Object.keys(record).find((key) => !known.includes(key));
	if (other === void 0) return;
	throw new ShapeFault([...path, other], `is not a known key (known: ${known.map(quote).join(", ")})`);
}
/** An own property; `undefined` for what is only inherited. */
function ownValue(record, key) {
	return Object.hasOwn(record, key) ? record[key] : void 0;
}

// packages/core/dist/plugins/read-models.js
const kinds = [
	"image",
	"video",
	"audio",
	"pdf"
];
/** Checks a list of models as a plugin or a manifest declares it. Throws `ShapeFault`. */
function readModels(value, path) {
	if (!Array.isArray(value)) return mustBe(path, "a list of models", value);
	const models = value.map((entry, index) => readModel(entry, [...path, index]));
	refuseRepeatedNames(models, path);
	return models;
}
/** As {@link readModels}, for config and code, where a name alone may stand for a model. */
function readModelsOrNames(value, path) {
	if (!Array.isArray(value)) return mustBe(path, "a list of model names or models", value);
	const models = value.map((entry, index) => {
		if (typeof entry === "string") return readText$1(entry, [...path, index]);
		return readModel(entry, [...path, index], "a model name or a model");
	});
	refuseRepeatedNames(models.map((model) => typeof model === "string" ? { id: model } : model), path);
	return models;
}
function readModel(value, path, expected = "a model") {
	const record = readRecord(value, path, expected);
	refuseOtherKeys(record, [
		"id",
		"aliases",
		"input"
	], path);
	const id = readText$1(ownValue(record, "id"), [...path, "id"]);
	const aliases = readList(ownValue(record, "aliases"), [...path, "aliases"], "a list of names", readText$1);
	const input = readList(ownValue(record, "input"), [...path, "input"], "a list of media kinds", readKind);
	if (aliases !== void 0 && aliases.length > 0 && id.endsWith("*")) throw new ShapeFault([...path, "aliases"], "must be left out: a pattern has no single model that an alias could name");
	return {
		id,
		...aliases === void 0 ? {} : { aliases },
		...input === void 0 ? {} : { input }
	};
}
function readList(value, path, expected, read) {
	if (value === void 0) return void 0;
	if (!Array.isArray(value)) return mustBe(path, expected, value);
	return value.map((entry, index) => read(entry, [...path, index]));
}
function readKind(value, path) {
	const kind = kinds.find((known) => known === value);
	if (kind === void 0) throw new ShapeFault(path, `must be one of ${kinds.map((known) => `"${known}"`).join(", ")}`);
	return kind;
}
function refuseRepeatedNames(models, path) {
	const seen = /* @__PURE__ */ new Set();
	for (const [index, { id, aliases = [] }] of models.entries()) for (const name of [id, ...aliases]) {
		if (seen.has(name)) throw new ShapeFault([...path, index], "has a name (id or alias) that is already in the list");
		seen.add(name);
	}
}

// packages/core/dist/routing/model-id.js
/**
* Splits `instance/model`, only when the part before the first `/` is a known instance. Model names may hold `/`, `:`, spaces
* and any unicode: `meta/llama-3:8b` stays whole unless there is an instance called `meta`.
*/
function parseModelId(text, isInstance) {
	const slash = text.indexOf("/");
	const provider = text.slice(0, Math.max(slash, 0));
	if (slash < 1 || !isInstance(provider)) return {
		provider: void 0,
		model: text
	};
	return {
		provider,
		model: text.slice(slash + 1)
	};
}
/** The qualified name. {@link parseModelId} gives both parts back; instance names hold no `/`. */
function formatModelId(provider, model) {
	return `${provider}/${model}`;
}
const instanceName = /^[^\s/\p{Cc}](?:[^/\p{Cc}]*[^\s/\p{Cc}])?$/u;
/** Whether an instance may have this name: not empty, no `/`, no control character, no white space at its ends. */
function isInstanceName(name) {
	return instanceName.test(name);
}

// packages/core/dist/config/references.js
/** Deeper options are refused: nobody writes them, and each level costs stack. */
const deepest = 50;
/** Checks every reference inside an option. Throws `ShapeFault`. */
function checkReferences(value, path, depth = 0) {
	if (depth > deepest) throw new ShapeFault(path.slice(0, 3), `is nested deeper than ${deepest} levels`);
	if (Array.isArray(value)) for (const [index, entry] of value.entries()) checkReferences(entry, [...path, index], depth + 1);
	else if (isRecord(value) && referenceFrom(value, path) === void 0) for (const [key, entry] of Object.entries(value)) checkReferences(entry, [...path, key], depth + 1);
}
/** The reference that a value is; `undefined` for any other value. Throws `ShapeFault` for a malformed one. */
function referenceFrom(value, path) {
	if (!isRecord(value)) return void 0;
	const key = ["$env", "$file"].find((name) => Object.hasOwn(value, name));
	if (key === void 0) return void 0;
	if (Object.keys(value).length > 1) throw new ShapeFault(path, `must have no other key beside "${key}"`);
	if (key === "$file") return {
		kind: "file",
		path: readText$1(value[key], [...path, key], "the path of a file")
	};
	return {
		kind: "environment",
		name: readText$1(value[key], [...path, key], "the name of an environment variable")
	};
}

// packages/core/dist/config/check-config.js
/** Checks a config field by field. Throws `ShapeFault`. `plugboard.schema.json` says the same to editors. */
function checkConfig(value) {
	const record = readRecord(value, [], "an object with the keys \"providers\", \"models\" and \"discover\"");
	refuseOtherKeys(record, [
		"$schema",
		"providers",
		"models",
		"discover"
	], []);
	const schema = ownValue(record, "$schema");
	if (schema !== void 0 && typeof schema !== "string") mustBe(["$schema"], "a string", schema);
	const discover = ownValue(record, "discover");
	if (discover !== void 0 && typeof discover !== "boolean") mustBe(["discover"], "true or false", discover);
	return {
		providers: readEntries(ownValue(record, "providers"), ["providers"], readInstance),
		aliases: readEntries(ownValue(record, "models"), ["models"], readAlias),
		discover: discover === true || discover === false ? discover : void 0
	};
}
/** A `Map`, in which a key called `__proto__` is a key like any other. */
function readEntries(value, path, read) {
	if (value === void 0) return /* @__PURE__ */ new Map();
	const entries = Object.entries(readRecord(value, path));
	return new Map(entries.map(([key, entry]) => [key, read(entry, [...path, key], key)]));
}
function readInstance(value, path, id) {
	if (!isInstanceName(id)) throw new ShapeFault(path, "is no name for an instance: no \"/\", no control characters, no space at its ends");
	const { use, models, maxConcurrent, id: ownId, ...options } = readRecord(value, path);
	if (ownId !== void 0) throw new ShapeFault([...path, "id"], "must be left out: the key is the name of the instance");
	if (maxConcurrent !== void 0) checkMaxConcurrent(maxConcurrent, [...path, "maxConcurrent"]);
	for (const [key, option] of Object.entries(options)) checkReferences(option, [...path, key]);
	return {
		use: readText$1(use, [...path, "use"], "a package name, a relative path or the id of a plugin"),
		models: models === void 0 ? void 0 : readModelsOrNames(models, [...path, "models"]),
		maxConcurrent: typeof maxConcurrent === "number" ? maxConcurrent : void 0,
		options
	};
}
/** Throws `ShapeFault` unless the value is a whole number from 1 up. */
function checkMaxConcurrent(value, path) {
	if (typeof value !== "number") mustBe(path, "a whole number from 1 up", value);
	if (!Number.isSafeInteger(value) || value < 1) throw new ShapeFault(path, "must be a whole number from 1 up");
}
function readAlias(value, path, alias) {
	if (alias === "") throw new ShapeFault(path, "is no name for an alias: it is empty");
	const expected = "a model id or a list of model ids";
	if (!Array.isArray(value)) return [readText$1(value, path, expected)];
	if (value.length === 0) mustBe(path, expected, value);
	return value.map((target, index) => readText$1(target, [...path, index]));
}

// packages/core/dist/config/json-position.js
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const space = /[ \t\r\n]*/y;
/**
* The place at which a text stops being JSON. `JSON.parse` tells it only sometimes, and then quotes the text around it, which
* may hold a secret. Call it for texts that `JSON.parse` has refused.
*/
function brokenJsonPosition(text) {
	const before = text.slice(0, new JsonScanner(text).brokenAt()).split(/\r\n|\r|\n/);
	return {
		line: before.length,
		column: (before.at(-1) ?? "").length + 1
	};
}
var JsonScanner = class {
	#text;
	#open = [];
	#at = 0;
	constructor(text) {
		this.#text = text;
	}
	brokenAt() {
		while (this.#value());
		return this.#at;
	}
	/** Moves behind a value and up to the next one, which may be the first inside it; false at the fault or the end. */
	#value() {
		if (this.#take(/\{/y)) {
			if (this.#take(/\}/y)) return this.#anotherFollows();
			this.#open.push("{");
			return this.#key();
		}
		if (this.#take(/\[/y)) {
			if (this.#take(/\]/y)) return this.#anotherFollows();
			this.#open.push("[");
			return true;
		}
		return (this.#take(string) || this.#take(scalar)) && this.#anotherFollows();
	}
	/** Behind a value: leaves what ends here, up to the next value. */
	#anotherFollows() {
		for (let inner = this.#open.at(-1); inner !== void 0; inner = this.#open.at(-1)) {
			if (this.#take(/,/y)) return inner === "[" || this.#key();
			if (!this.#take(inner === "{" ? /\}/y : /\]/y)) return false;
			this.#open.pop();
		}
		return false;
	}
	#key() {
		return this.#take(string) && this.#take(/:/y);
	}
	/** Moves behind what matches here, and behind white space before and after it. */
	#take(pattern) {
		this.#skipSpace();
		pattern.lastIndex = this.#at;
		const taken = pattern.test(this.#text);
		if (taken) this.#at = pattern.lastIndex;
		this.#skipSpace();
		return taken;
	}
	#skipSpace() {
		space.lastIndex = this.#at;
		if (space.test(this.#text)) this.#at = space.lastIndex;
	}
};

// packages/core/dist/config/load-config.js
const defaultName = "plugboard.config.json";
/** A config is some kilobytes; this keeps a wrong path (a video, a device) out of memory. */
const largest = 4194304;
/**
* Reads the config, synchronously: that of the options, else the file that `PLUGBOARD_CONFIG` names, else
* `plugboard.config.json` in `root` if there is one. References to secrets are checked, not followed.
*
* Throws `config_invalid`, naming the file, the path of the fault inside it and what was expected; no content is quoted.
*/
function loadConfig({ config, root, environment }) {
	const workingFolder = resolve(".");
	const none = {
		providers: /* @__PURE__ */ new Map(),
		aliases: /* @__PURE__ */ new Map(),
		discover: void 0,
		file: void 0,
		folder: workingFolder
	};
	if (config === false) return none;
	if (config !== void 0 && typeof config !== "string") return {
		...checked(config, "The config that was given in code"),
		file: void 0,
		folder: workingFolder
	};
	const variable = environment["PLUGBOARD_CONFIG"];
	if (config !== void 0) return readFile(resolve(required(config)), "the `config` option");
	if (variable !== void 0 && variable !== "") return readFile(resolve(variable), "PLUGBOARD_CONFIG");
	return readFile(join(root, defaultName), void 0) ?? none;
}
function required(path) {
	if (path !== "") return path;
	throw new PlugboardError("config_invalid", "The `config` option is an empty string: pass a path, a config or `false`.");
}
function readFile(file, namedBy) {
	const text = readText(file, namedBy);
	if (text === void 0) return void 0;
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		const { line, column } = brokenJsonPosition(text);
		throw new PlugboardError("config_invalid", `${file} is not valid JSON: the fault is at line ${line}, column ${column}. Comments and trailing commas are not allowed.`);
	}
	return {
		...checked(value, file),
		file,
		folder: dirname(file)
	};
}
function readText(file, namedBy) {
	const named = namedBy === void 0 ? "" : `, which ${namedBy} names,`;
	let bytes;
	try {
		bytes = fileSystem.readFileSync(file);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
		if (namedBy === void 0 && (code === "ENOENT" || code === "ENOTDIR")) return void 0;
		const why = code === "ENOENT" ? "does not exist" : code === "EISDIR" ? "is a folder" : `cannot be read (${code})`;
		throw new PlugboardError("config_invalid", `The config file ${file}${named} ${why}.`);
	}
	if (bytes.length > largest) throw new PlugboardError("config_invalid", `The config file ${file}${named} is larger than 4 MiB.`);
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		throw new PlugboardError("config_invalid", `The config file ${file}${named} is not UTF-8 text: save it as UTF-8.`);
	}
}
function checked(value, source) {
	try {
		return checkConfig(value);
	} catch (error) {
		if (!(error instanceof ShapeFault)) throw error;
		throw new PlugboardError("config_invalid", `${source} is not valid: ${formatJsonPath(error.path)} ${error.problem}.`);
	}
}

// packages/core/dist/plugins/define-provider.js
const definitionKey = Symbol.for("plugboard.definition");
const optionsKey = Symbol.for("plugboard.options");
/** Makes a plugin. Checks nothing and does nothing: a client does both when it first needs an instance. */
function defineProvider(definition) {
	const configure = (options) => Object.defineProperties({
		kind: "configured-provider",
		plugin: definition.id,
		id: options?.id ?? definition.id
	}, {
		[definitionKey]: { value: definition },
		[optionsKey]: { value: options }
	});
	return Object.defineProperties(configure, {
		kind: {
			value: "provider-plugin",
			enumerable: true
		},
		id: {
			value: definition.id,
			enumerable: true
		},
		[definitionKey]: { value: definition }
	});
}
/** The definition behind a plugin or a configured provider of any installed copy; `undefined` for anything else. */
function definitionOf(value) {
	if (typeof value !== "object" && typeof value !== "function" || value === null) return void 0;
	return Reflect.get(value, definitionKey);
}
/** The options given to a configured provider in code; `undefined` when none were. */
function optionsOf(provider) {
	return Reflect.get(provider, optionsKey);
}

// packages/core/dist/plugins/plugin-id.js
const pluginId = /^[a-z0-9][a-z0-9-]*$/;
/** Whether a plugin may have this id: lower-case letters, digits and `-`. */
function isPluginId(id) {
	return pluginId.test(id);
}

// packages/core/dist/plugins/code-providers.js
/** Reads `providers` and `provider` of the client's options. Throws `config_invalid`, also for two instances of one name. */
function readCodeProviders(providers = [], provider) {
	const given = /* @__PURE__ */ new Map();
	const add = (value, place) => {
		const read = readProvider(value, place);
		const before = given.get(read.id);
		if (before?.value === value) return read.id;
		if (before !== void 0 && place === "provider" && isBareReference(value, before.read)) return read.id;
		if (before !== void 0) throw invalid$1(`Two providers are called ${quote(read.id)} (plugins ${quote(before.read.definition.id)} and ${quote(read.definition.id)}): give one of them another \`id\`.`);
		given.set(read.id, {
			value,
			read
		});
		return read.id;
	};
	for (const [index, value] of providers.entries()) add(value, `providers[${index}]`);
	const clientProvider = provider === void 0 || typeof provider === "string" ? provider : add(provider, "provider");
	return {
		instances: new Map([...given].map(([id, { read }]) => [id, read])),
		clientProvider
	};
}
function isBareReference(value, before) {
	return typeof value === "function" && definitionOf(value) === before.definition;
}
function readProvider(value, place) {
	const definition = definitionOf(value);
	if (definition === void 0 || value === null || typeof value !== "object" && typeof value !== "function") throw invalid$1(`\`${place}\` is no provider: pass a plugin that \`defineProvider\` made, or what calling it returns.`);
	if (typeof definition.id !== "string" || !isPluginId(definition.id)) throw invalid$1(`The plugin in \`${place}\` has an invalid id: use lower-case letters, digits and "-".`);
	const { id = definition.id, models, maxConcurrent, ...rest } = optionsOf(value) ?? {};
	if (typeof id !== "string" || !isInstanceName(id)) throw invalid$1(`The \`id\` of \`${place}\` is no name for an instance: no "/", no control characters, no space at its ends.`);
	const options = Object.fromEntries(Object.entries(rest).filter(([, option]) => option !== void 0));
	try {
		readModels(definition.models, ["models"]);
		if (maxConcurrent !== void 0) checkMaxConcurrent(maxConcurrent, ["maxConcurrent"]);
		return {
			id,
			definition,
			models: models === void 0 ? void 0 : readModelsOrNames(models, ["models"]),
			maxConcurrent,
			options: Object.keys(options).length === 0 ? void 0 : options
		};
	} catch (error) {
		if (!(error instanceof ShapeFault)) throw error;
		throw invalid$1(`In \`${place}\` (plugin ${quote(definition.id)}), ${formatJsonPath(error.path)} ${error.problem}.`);
	}
}
function invalid$1(message) {
	return new PlugboardError("config_invalid", message);
}

// packages/core/dist/client/read-settings.js
const defaultTimeouts = {
	connect: 1e4,
	headers: 3e4,
	firstEvent: 6e4,
	idle: 6e4,
	total: 6e5,
	upload: 12e4
};
const optionNames = /* @__PURE__ */ new Set([
	"providers",
	"provider",
	"config",
	"root",
	"discover",
	"retry",
	"timeouts",
	"proxy",
	"logger",
	"container"
]);
const silent = {
	debug: () => void 0,
	warn: () => void 0
};
/** Reads options, config and environment; synchronous. Throws `config_invalid`. */
function readSettings(options, environment) {
	const unknown = Object.keys(options).find((name) => !optionNames.has(name));
	if (unknown !== void 0) throw invalid(`new Client() has no option ${unknown}. It has: ${[...optionNames].join(", ")}.`);
	const root = options.root === void 0 ? findRoot() : rootAt(options.root);
	const config = loadConfig({
		config: options.config,
		root: root.folder,
		environment
	});
	const { providers, provider, discover } = options;
	return {
		registry: {
			code: readCodeProviders(providers, provider),
			config,
			root,
			discover
		},
		environment,
		timeouts: readTimeouts(options.timeouts),
		retry: readRetry(options.retry),
		proxy: options.proxy ?? nonEmpty(environment["PLUGBOARD_PROXY"]),
		logger: options.logger === void 0 ? silent : guarded(options.logger),
		container: options.container
	};
}
function readTimeouts(given) {
	const timeouts = { ...defaultTimeouts };
	for (const [name, value] of Object.entries(given ?? {})) {
		if (!Object.hasOwn(defaultTimeouts, name)) throw invalid(`timeouts has no ${name}. It has: ${Object.keys(defaultTimeouts).join(", ")}.`);
		if (value !== void 0) timeouts[name] = milliseconds(`timeouts.${name}`, value);
	}
	return {
		...defaultTimeouts,
		...timeouts
	};
}
function readRetry(given) {
	return {
		maxRetries: repeats("retry.maxRetries", given?.maxRetries ?? 2),
		duplicateOk: given?.duplicateOk === true
	};
}
function milliseconds(name, value) {
	if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
	throw invalid(`${name} must be a number of milliseconds above 0.`);
}
function repeats(name, value) {
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
	throw invalid(`${name} must be a whole number from 0 up.`);
}
/** A logger that throws must not fail a call. */
function guarded(logger) {
	const safely = (level) => (message, fields) => {
		try {
			if (fields === void 0) logger[level](message);
			else logger[level](message, fields);
		} catch {}
	};
	return {
		debug: safely("debug"),
		warn: safely("warn")
	};
}
function nonEmpty(text) {
	return text === "" ? void 0 : text;
}
function invalid(message) {
	return new PlugboardError("config_invalid", message);
}

// packages/core/dist/client/client.js
/**
* One chat client for every model service: the model name finds its provider.
*
* Two clients share nothing. A client that is not closed does not keep the process alive.
*/
var Client = class {
	chat;
	models;
	#settings;
	#routes;
	#runtime;
	#closing;
	/** Reads config and environment, throws `config_invalid`; connects to nothing, loads neither undici nor a provider. */
	constructor(options = {}) {
		this.#settings = readSettings(options, process.env);
		this.chat = { completions: { create: this.#create } };
		this.models = { list: (listOptions) => this.#list(listOptions?.live === true) };
	}
	/** How a model name finds its provider, without any traffic. Rejects as a call would: `model_not_found`, `model_ambiguous`. */
	async explain(model, options = {}) {
		return (await this.#findRoutes()).resolve(model, options.provider);
	}
	/** Ends running calls with `closed` and lets go of every connection. May be called twice. */
	close() {
		this.#closing ??= this.#end();
		return this.#closing;
	}
	[Symbol.asyncDispose]() {
		return this.close();
	}
	/** Not async itself: the files are taken over in the tick of the call. */
	#create = (params, options = {}) => {
		try {
			if (this.#closing !== void 0) throw clientClosed();
			const draft = draftRequest(params);
			return this.#run(draft, params.stream === true, options);
		} catch (error) {
			return Promise.reject(error);
		}
	};
	async #run(draft, stream, options) {
		try {
			refuseAborted(options);
			const resolution = (await this.#findRoutes()).resolve(draft.model, draft.provider);
			const runtime = await this.#started();
			refuseAborted(options);
			const answer = await runtime.start(draft, resolution, options, stream);
			return stream ? answer : await answer.finalCompletion();
		} catch (error) {
			for (const media of draft.media) media.release();
			throw error;
		}
	}
	async #list(live) {
		const routes = await this.#findRoutes();
		return live ? routes.liveModels(await this.#started(), this.#settings.logger) : routes.declaredModels();
	}
	#findRoutes() {
		this.#routes ??= import("./routes.js").then(({ Routes }) => new Routes(this.#settings));
		return this.#routes;
	}
	async #started() {
		if (this.#closing !== void 0) throw clientClosed();
		this.#runtime ??= this.#makeRuntime();
		return this.#runtime;
	}
	async #makeRuntime() {
		const [{ createRuntime }, { registry }] = await Promise.all([import("./create-runtime.js").then((n) => n.t), this.#findRoutes()]);
		return createRuntime(this.#settings, registry);
	}
	async #end() {
		await (await this.#runtime?.catch(() => void 0))?.close();
	}
};
function refuseAborted({ signal }) {
	if (signal?.aborted === true) throw abortedBy(signal.reason);
}

// packages/core/dist/routing/format-resolution.js
/**
* A resolution as a short table for people: the decision, then a line for each candidate that says why it won or lost.
*
* ```text
* reka-core -> reka/reka-core (exact)
*   chosen       reka/reka-core     It is the only provider with a model of this id.
*   passed over  ollama/reka-core   Its pattern "*" matches, but an exact id or alias goes first.
* ```
*/
function formatResolution(resolution) {
	const rows = resolution.candidates.map(({ provider, model, outcome, reason }) => ({
		outcome: outcome === "passed-over" ? "passed over" : outcome,
		name: serviceText(formatModelId(provider, model)),
		reason
	}));
	const outcomeWidth = Math.max(...rows.map(({ outcome }) => outcome.length));
	const nameWidth = Math.max(...rows.map(({ name }) => name.length));
	const target = serviceText(formatModelId(resolution.provider, resolution.model));
	return [`${serviceText(resolution.requested)} -> ${target} (${resolution.rule})`, ...rows.map(({ outcome, name, reason }) => `  ${outcome.padEnd(outcomeWidth)}  ${name.padEnd(nameWidth)}  ${reason}`)].join("\n");
}

// packages/core/dist/errors/codes.js
/** Every code that a `PlugboardError` can carry. `docs/errors.md` has a section for each. */
const errorCodes = [
	"config_invalid",
	"input_invalid",
	"unsupported",
	"model_not_found",
	"model_ambiguous",
	"provider_load_failed",
	"auth_missing",
	"auth_expired",
	"auth_rejected",
	"permission_denied",
	"challenged",
	"rate_limited",
	"quota_exhausted",
	"bad_request",
	"server_error",
	"connection_failed",
	"timeout",
	"protocol_error",
	"limit_exceeded",
	"stream_truncated",
	"empty_response",
	"aborted",
	"closed"
];

// packages/core/dist/composition/tokens.js
/**
* What a container given to `new Client({ container })` may replace. Register under these tokens:
* `container.register(HTTP_DISPATCHER, { useValue: agent })`.
*/
/** An undici `Dispatcher` that all requests of the client go through. It is not closed by the client. */
const HTTP_DISPATCHER = Symbol.for("plugboard.HTTP_DISPATCHER");
/** A {@link Clock}. */
const CLOCK = Symbol.for("plugboard.CLOCK");
/** A {@link Random}. */
const RANDOM = Symbol.for("plugboard.RANDOM");

export { readError as A, serviceText as C, changedError as D, kindOfType as E, PlugboardError as F, reduceCause as M, abortedBy as N, consumedError as O, clientClosed as P, quote as S, extensionOf as T, mustBe as _, formatResolution as a, readText$1 as b, defineProvider as c, formatModelId as d, parseModelId as f, isRecord as g, formatJsonPath as h, errorCodes as i, ForeignCause as j, mediaError as k, definitionOf as l, ShapeFault as m, HTTP_DISPATCHER as n, Client as o, readModels as p, RANDOM as r, isPluginId as s, CLOCK as t, referenceFrom as u, ownValue as v, essenceOf as w, refuseOtherKeys as x, readRecord as y };
//# sourceMappingURL=start.js.map