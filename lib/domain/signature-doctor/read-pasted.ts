import type { PastedRequest } from '@/lib/domain/signature-doctor/paste/pasted-request'
import { readCurl } from '@/lib/domain/signature-doctor/paste/read-curl'
import { isHttp, readHeadersAndBody, readHttp } from '@/lib/domain/signature-doctor/paste/read-http'
import { readLog } from '@/lib/domain/signature-doctor/paste/read-log'
import { readMultipart } from '@/lib/domain/signature-doctor/paste/read-multipart'

/**
 * Reads a URL, a request as `curl` has it, raw HTTP, headers and a body, a line of a log, or only a body. Anything else is
 * treated as a body: the protocols then say what is missing. In time that grows with the text.
 */
export function readPasted(text: string): PastedRequest {
  const request = readText(text.replace(/^[\s\uFEFF]+/, ''))
  const form = readMultipart(request.body)
  return form === undefined ? request : { ...request, body: form }
}

function readText(pasted: string): PastedRequest {
  if (/^(?:\$ )?curl(?:\.exe)?\s/i.test(pasted)) return readCurl(pasted.replace(/^\$ /, ''))
  if (isHttp(pasted)) return readHttp(pasted)
  const line = pasted.trimEnd()
  const isOneLine = !/[\r\n]/.test(line)
  // & is &amp; in a URL that was copied out of HTML.
  const unescaped = isOneLine && /^(?:https?:\/\/|[?/])/i.test(line) ? line : undefined
  if (unescaped && /^https?:/i.test(unescaped)) return { url: unescaped, headers: {}, body: '' }
  if (unescaped)
    return { url: `https://pasted.invalid/${unescaped.replace(/^\//, '')}`, headers: {}, body: '' }
  return readLog(pasted) ?? readHeadersAndBody(pasted) ?? { url: '', headers: {}, body: pasted }
}
