import { F as PlugboardError, a as formatResolution, i as errorCodes, n as HTTP_DISPATCHER, o as Client, r as RANDOM, t as CLOCK } from "./start.js";

export { CLOCK, Client, HTTP_DISPATCHER, PlugboardError, RANDOM, errorCodes, formatResolution };