import {
  type EmbedFrameMessage,
  type EmbedHostMessage,
  embedConnect,
} from '@/lib/stage/embed-messages.schema'

const answersWithinMs = 5_000
const loadsWithinMs = 20_000

export type Connection = { send: (message: EmbedHostMessage) => void; close: () => void }

/**
 * Connects to the portal's frame each time that it loads, by a port that only a document of the portal can receive.
 * @param onSilent the frame did not load, or is not the portal's: a browser loads another document in place of a refused one
 */
export function connectTo(
  frame: HTMLIFrameElement,
  {
    portal,
    onMessage,
    onSilent,
  }: {
    portal: string
    onMessage: (message: EmbedFrameMessage) => void
    onSilent: () => void
  },
): Connection {
  let port: MessagePort | undefined
  let timer = setTimeout(onSilent, loadsWithinMs)

  function greet(): void {
    port?.close()
    const channel = new MessageChannel()
    port = channel.port1
    port.onmessage = ({ data }: MessageEvent<EmbedFrameMessage>) => {
      clearTimeout(timer)
      onMessage(data)
    }
    frame.contentWindow?.postMessage(embedConnect, portal, [channel.port2])
    clearTimeout(timer)
    timer = setTimeout(onSilent, answersWithinMs)
  }

  frame.addEventListener('load', greet)
  return {
    send: (message) => port?.postMessage(message),
    close: () => {
      clearTimeout(timer)
      frame.removeEventListener('load', greet)
      port?.close()
    },
  }
}
