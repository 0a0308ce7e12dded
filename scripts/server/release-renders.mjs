// React ends every render by aborting a signal with an error that nobody reads. V8 keeps the frames of such an error, a frame keeps
// the Immediate it ran on, and that keeps its request's context and, by the timer queue's stale links, those of other requests:
// finished pages pile up. Reading the stack turns the frames into text (react/react#37288, nodejs/node#66129).

const abort = AbortController.prototype.abort

AbortController.prototype.abort = function abortWithoutFrames(...given) {
  const [reason = new DOMException('This operation was aborted', 'AbortError')] = given
  if (reason instanceof Error) void reason.stack
  return abort.call(this, reason)
}
