import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { AppError } from '@/lib/errors'
import { answerApiError, readApiCaller } from '@/lib/http/api-route'
import { createMcpServer } from '@/lib/http/mcp-server'
import { readJsonText } from '@/lib/http/request'
import { route } from '@/lib/http/route'

const bodyBytesMax = 256 * 1024

/**
 * The Model Context Protocol over streamable HTTP, without sessions: each POST is answered by itself, by whichever process gets it. With a
 * partner's API key, under the limit of the JSON API.
 */
export const POST = route({ access: 'public', answerError: answerApiError }, async ({ request }) => {
  const { actor, token } = await readApiCaller(request)
  if (token || actor.kind !== 'partner') throw new AppError('forbidden', 'This is for API keys of partners.')
  const { value } = await readJsonText(request, { bytesMax: bodyBytesMax })
  const server = createMcpServer(actor)
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  try {
    return await transport.handleRequest(request, { parsedBody: value })
  } finally {
    await server.close()
  }
})
