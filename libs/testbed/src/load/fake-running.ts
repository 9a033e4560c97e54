/** For specs: a load or streams in the background whose report is already known. */
export const fakeRunning = <Report>(report: Report) => ({
  stop: async () => report,
  [Symbol.asyncDispose]: async () => undefined,
});
