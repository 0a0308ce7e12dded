/** A message immediately reaches only those who subscribed before it was sent. */
type Wire<Message> = {
  send: (message: Message) => void
  receive: (receiver: (message: Message) => void) => void
}

/** A page or action that failed, with the status that Next does not know. */
export const failedRequests: Wire<{ requestId: string; status: number }>

/** Takes what is secret out of a finished line of the log. */
export const lineScrubbers: Wire<(line: string) => string>

/** What the process waits for before it ends. */
export const stopTasks: Wire<() => Promise<void>>
