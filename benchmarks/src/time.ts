/** Milliseconds on a clock that all processes of a machine share. */
export function milliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
