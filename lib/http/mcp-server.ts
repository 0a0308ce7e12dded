import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { PartnerActor } from '@/lib/auth/permissions'
import { searchDocuments } from '@/lib/documents/search'
import { exportRun, listRuns } from '@/lib/domain/certification/runs'
import { diagnoseRequest } from '@/lib/domain/diagnoses/diagnoses'
import { listLaunchesInput } from '@/lib/domain/launches/launches.schema'
import { listWidgetLaunches } from '@/lib/domain/launches/log'
import { getWidget, listWidgets } from '@/lib/domain/widgets/read'
import { listWidgetsInput } from '@/lib/domain/widgets/widgets.schema'
import { toAppError } from '@/lib/errors'
import { env } from '@/lib/server/env'

const id = z.string().min(1).max(64)
const widgetId = id.describe('The id of a widget, such as wgt_….')
const cursor = z.string().max(64).optional().describe('The nextCursor of the previous page.')

const instructions = `Reads the widgets of one partner organisation in Framegate: their versions, launches and certifications. It also
finds the mistake in a request that doesn’t verify, and searches the documentation. It is read-only.`

/** The tools with which a partner's assistant reads what the partner's key may read. Every one of them only reads. */
export function createMcpServer(actor: PartnerActor): McpServer {
  const server = new McpServer({ name: 'framegate', version: '1' }, { instructions })
  const tool = <Shape extends z.ZodRawShape>(
    name: string,
    { title, description, input }: { title: string; description: string; input: Shape },
    read: (input: z.output<z.ZodObject<Shape>>) => Promise<unknown>,
  ) =>
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: input as z.ZodRawShape,
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
      async (given): Promise<CallToolResult> => answer(() => read(given as z.output<z.ZodObject<Shape>>)),
    )

  tool(
    'list_widgets',
    {
      title: 'List widgets',
      description: 'Lists the organisation’s widgets, newest first: id, name, status, URL and placements.',
      input: { query: z.string().max(100).optional().describe('Words from the name.'), cursor },
    },
    (input) => listWidgets(actor, listWidgetsInput.parse(input)),
  )
  tool(
    'get_widget',
    {
      title: 'Read a widget',
      description:
        'Returns one widget with its current version: addresses, placements, settings, status, review and test.',
      input: { widgetId },
    },
    (input) => getWidget(actor, input),
  )
  tool(
    'list_launches',
    {
      title: 'List launches',
      description:
        'Lists a widget’s launches by teams, newest first: time, outcome, and why a launch failed.',
      input: { widgetId, cursor },
    },
    (input) => listWidgetLaunches(actor, { ...listLaunchesInput.parse(input), widgetId: input.widgetId }),
  )
  tool(
    'list_certifications',
    {
      title: 'List certifications',
      description:
        'Lists a widget’s certification runs, newest first: state, whether the run passed, and how many checks failed.',
      input: { widgetId, cursor },
    },
    (input) => listRuns(actor, input),
  )
  tool(
    'get_certification',
    {
      title: 'Read a certification',
      description:
        'Returns the report of a run: each check with the request, the response, why it matters and how to fix it.',
      input: { widgetId, runId: id.describe('The id of a run, such as crt_….') },
    },
    (input) => exportRun(actor, input),
  )
  tool(
    'examine_request',
    {
      title: 'Examine a request',
      description:
        'Finds the mistake in a request that doesn’t verify, and shows the line of code to change. The request is not stored, and the response contains no secret.',
      input: {
        widgetId,
        pasted: z
          .string()
          .min(1)
          .max(100_000)
          .describe(
            'The request as the server received it: a URL, raw HTTP, a form body, or a curl command.',
          ),
        ownSignature: z
          .string()
          .max(1000)
          .optional()
          .describe('The signature that your own code computed for the same request.'),
      },
    },
    ({ ownSignature, ...input }) =>
      diagnoseRequest(actor, { ...input, ownSignature: ownSignature?.trim() || undefined }),
  )
  tool(
    'search_documentation',
    {
      title: 'Search the documentation',
      description:
        'Finds documentation sections with these words and returns their addresses: protocols, checks, error codes.',
      input: { query: z.string().min(1).max(200) },
    },
    async ({ query }) => ({
      sections: searchDocuments(query).map(({ href, ...hit }) => ({
        url: `${env().PORTAL_ORIGIN}${href}`,
        ...hit,
      })),
    }),
  )
  return server
}

/** A refusal is the tool's answer, with its stable code: the assistant reads it and goes on. */
async function answer(read: () => Promise<unknown>): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: JSON.stringify(await read()) }] }
  } catch (thrown) {
    const { code, publicDetail } = toAppError(thrown)
    return {
      isError: true,
      content: [{ type: 'text', text: JSON.stringify({ code, detail: publicDetail }) }],
    }
  }
}
