import { z } from 'zod'
import { openSandboxStage } from '@/lib/domain/sandbox/launches'
import { sandboxFrames, sandboxHosts } from '@/lib/domain/sandbox/launches.schema'
import { route } from '@/lib/http/route'
import { answerStage } from '@/lib/http/stage-document'

const lookInput = z.object({
  frame: z.enum(sandboxFrames).catch('standard'),
  theme: z.enum(['light', 'dark']).catch('light'),
})
const hostInput = z.enum(sandboxHosts).catch('answers')

/** The sandbox's stage: opens a prepared launch and reports each message to its page. No message has an effect. */
export const GET = route<{ launchId: string }>(
  {
    access: 'session',
    answerError: (_request, error, requestId) =>
      answerStage(
        error.status,
        { refused: { code: error.code, detail: error.publicDetail, requestId } },
        undefined,
        { look: { frame: 'standard', theme: 'light' } },
      ),
  },
  async ({ request, params, actor }) => {
    const query = Object.fromEntries(new URL(request.url).searchParams)
    const opened = await openSandboxStage(actor, params)
    const { launchId, placement, protocol, nonce, origins, isLocal, allow, name, request: signed } = opened
    const host = hostInput.parse(query.host)
    return answerStage(
      200,
      { sandbox: { launchId, placement, protocol, nonce, origins, host } },
      // Without this, the browser doesn't let a page reach servers on this machine.
      {
        title: name,
        request: signed,
        origins,
        allow: isLocal ? [...allow, 'local-network-access'] : allow,
      },
      { look: lookInput.parse(query) },
    )
  },
)
