import { ButtonLink } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { describeCommand } from '@/lib/domain/certification/target-of-widget'
import { isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { listAddresses } from '@/lib/domain/protocols/widget-settings'
import { isLoopbackUrl } from '@/lib/domain/protocols/widget-url'
import type { LoadedWidget } from '../../loaded-widget'
import { AttachReport } from './attach-report'

/** What to do when a run couldn't reach the server, which says nothing about the widget. */
export function Unreached({ widget, canAttach }: { widget: LoadedWidget; canAttach: boolean }) {
  const { id, protocol, current } = widget
  const addresses = listAddresses(current)
  const own = addresses.filter(isLoopbackUrl).map((address) => new URL(address).origin)
  if (!isProtocolId(protocol)) return null
  const command = describeCommand({ id, protocol }, current)
  return (
    <Panel labelledBy="unreached">
      <PanelHeader
        id="unreached"
        title={own.length > 0 ? 'Your server runs on your own machine' : 'Three ways to continue'}
        meta="We found no problem with your widget"
      />
      <PanelBody>
        <ol className="grid gap-5">
          <Way title="Certify from your machine">
            <p>
              This command runs the same checks. Run it on a machine that reaches your server, from a clone of
              the portal’s repository, and paste the secret when it asks. It writes a signed report.
            </p>
            <CodeBlock label="Certify command" code={command} copy />
            {canAttach ? (
              <>
                <p>
                  Attach the report to submit version {current.number} with it. Reviewers see that you ran it
                  yourself.
                </p>
                <AttachReport widgetId={id} />
              </>
            ) : null}
          </Way>
          <Way title={own.length > 0 ? 'Give it a public address' : 'Check the address'}>
            <p>
              {own.length > 0
                ? 'Start a tunnel to your server, for example with cloudflared or ngrok. Then enter its https:// address as the widget URL.'
                : 'Check that your server runs, that its name resolves, and that the widget URL leads to it.'}
            </p>
            <div>
              <ButtonLink size="sm" href={`/partner/widgets/${id}/edit`}>
                Edit widget URL
              </ButtonLink>
            </div>
          </Way>
          <Way title="Ask the portal’s operator">
            <p>The operator can allow the portal to call this origin with this setting:</p>
            <CodeBlock
              label="Operator’s setting"
              code={`OUTBOUND_ALLOW_ORIGINS=${[...new Set(addresses.map((address) => new URL(address).origin))].join(',')}`}
              copy
            />
          </Way>
        </ol>
      </PanelBody>
    </Panel>
  )
}

function Way({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <li className="grid gap-2 text-ink-2 [text-wrap:pretty]">
      <h3 className="font-medium text-ink">{title}</h3>
      {children}
    </li>
  )
}
