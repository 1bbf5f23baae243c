import { F as PlugboardError } from "./start.js";

// packages/core/dist/chat-completions/to-wire-messages.js
/** Messages as the OpenAI wire has them; text alone goes as a plain string, which every service understands. */
function toWireMessages(messages) {
	return messages.map(({ role, content }) => ({
		role,
		content: toWireContent(content)
	}));
}
function toWireContent(content) {
	const [first] = content;
	if (first === void 0) return "";
	if (content.length === 1 && first.type === "text") return first.text;
	return content.map(toWirePart);
}
/** `image_url`, `video_url`, `audio_url`, `pdf_url`, each as `{ url }`; the media itself is written as a `data:` URL. */
function toWirePart(part) {
	if (part.type === "text") return {
		type: "text",
		text: part.text
	};
	const name = `${part.type}_url`;
	return {
		type: name,
		[name]: { url: part.source }
	};
}

// packages/core/dist/chat-completions/wire-chunk.js
const finishReasons = /* @__PURE__ */ new Map([
	["stop", "stop"],
	["end_turn", "stop"],
	["eos", "stop"],
	["stop_sequence", "stop"],
	["length", "length"],
	["max_tokens", "length"],
	["context", "length"],
	["model_length", "length"],
	["content_filter", "content-filter"],
	["content-filter", "content-filter"],
	["safety", "content-filter"],
	["tool_calls", "tool-calls"],
	["tool_use", "tool-calls"],
	["function_call", "tool-calls"]
]);
/** Our word for a service's reason; `other` for one that is not known. */
function toFinishReason(raw) {
	return finishReasons.get(raw.toLowerCase()) ?? "other";
}
/** Reads one JSON value of the stream; `undefined` for values that hold nothing, such as `null`, a number or `{}`. */
function wireChunkFrom(value) {
	if (!isRecord(value)) return void 0;
	const choices = value["choices"];
	const choice = Array.isArray(choices) ? choices[0] : void 0;
	const usage = usageFrom(value["usage"]);
	if (!isRecord(choice)) {
		const error = errorIn(value);
		return error === void 0 && usage === void 0 ? void 0 : {
			...nothing,
			usage,
			error
		};
	}
	const delta = choice["delta"] ?? choice["message"];
	const content = isRecord(delta) ? delta : {};
	const finishReason = choice["finish_reason"];
	return {
		text: textOf(content["content"]),
		reasoning: textOf(content["reasoning_content"]) ?? textOf(content["reasoning"]),
		finishReason: typeof finishReason === "string" && finishReason !== "" ? finishReason : void 0,
		usage,
		error: value["error"] ?? void 0
	};
}
const nothing = {
	text: void 0,
	reasoning: void 0,
	finishReason: void 0,
	usage: void 0,
	error: void 0
};
/** Some services put the error beside `detail` or `message`; without choices that is no answer. */
function errorIn(value) {
	if (value["error"] !== void 0 && value["error"] !== null) return value["error"];
	if (value["detail"] !== void 0) return value;
	return value["object"] === "error" ? value : void 0;
}
function textOf(value) {
	if (typeof value === "string") return value === "" ? void 0 : value;
	if (!Array.isArray(value)) return void 0;
	const text = value.map((part) => isRecord(part) && typeof part["text"] === "string" ? part["text"] : "").join("");
	return text === "" ? void 0 : text;
}
/** Both spellings are in use: `prompt_tokens`/`completion_tokens` and `input_tokens`/`output_tokens`. */
function usageFrom(value) {
	if (!isRecord(value)) return void 0;
	const inputTokens = value["prompt_tokens"] ?? value["input_tokens"];
	const outputTokens = value["completion_tokens"] ?? value["output_tokens"];
	return isCount(inputTokens) && isCount(outputTokens) ? {
		inputTokens,
		outputTokens
	} : void 0;
}
function isCount(value) {
	return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// packages/core/dist/chat-completions/stream-chat-completions.js
/** Milliseconds that the count of tokens may come after the finish reason. Some services never send it and hold the connection. */
const graceForUsageMs = 1e3;
/**
* The OpenAI wire, for every service that speaks it: sends a chat and reads the answer, streamed or (from services that
* ignore `stream`) whole. The answer is complete at its `finish_reason`; `[DONE]` may follow or not.
* Throws `protocol_error` for data that is not JSON, and what an error object inside the stream says.
*/
async function* streamChatCompletions(http, request, options = {}) {
	const json = {
		model: request.model,
		messages: toWireMessages(request.messages),
		stream: true,
		stream_options: { include_usage: true },
		...request.parameters,
		...request.extra,
		...options.body
	};
	const events = http.events({
		phase: "chat",
		url: options.path ?? "/chat/completions",
		json
	})[Symbol.asyncIterator]();
	let finish;
	let usage;
	try {
		for (;;) {
			const next = finish === void 0 ? await events.next() : await within(events.next(), graceForUsageMs);
			if (next === void 0 || next.done === true || next.value.data === "[DONE]") break;
			const chunk = wireChunkFrom(parse(next.value.data));
			if (chunk === void 0) continue;
			if (chunk.error !== void 0 && finish === void 0) throw http.failure("chat", { error: chunk.error });
			usage = chunk.usage ?? usage;
			if (finish === void 0) {
				if (chunk.reasoning !== void 0) yield {
					type: "reasoning-delta",
					text: chunk.reasoning
				};
				if (chunk.text !== void 0) yield {
					type: "text-delta",
					text: chunk.text
				};
				finish = chunk.finishReason;
			}
			if (finish !== void 0 && usage !== void 0) break;
		}
	} catch (error) {
		if (finish === void 0) throw error;
	} finally {
		events.return?.();
	}
	if (finish !== void 0) yield {
		type: "finish",
		reason: toFinishReason(finish),
		rawReason: finish,
		usage
	};
}
function parse(data) {
	try {
		return JSON.parse(data);
	} catch {
		throw new PlugboardError("protocol_error", `The service sent an event of ${data.length} characters that is not JSON.`, { phase: "chat" });
	}
}
async function within(event, limitMs) {
	let timer;
	const late = new Promise((resolve) => {
		timer = setTimeout(resolve, limitMs, void 0);
	});
	try {
		return await Promise.race([event, late]);
	} finally {
		clearTimeout(timer);
	}
}

export { streamChatCompletions };
//# sourceMappingURL=chat-completions.js.map