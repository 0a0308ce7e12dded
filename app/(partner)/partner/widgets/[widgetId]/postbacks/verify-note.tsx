import { CodeBlock } from '@/components/ui/code-block'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'

const sample = `signed = webhook-id + "." + webhook-timestamp + "."
expected = "v1," + base64(hmac_sha256(secret, signed))
accept if any part of webhook-signature, split at spaces, equals expected`

/** How a receiver knows that a postback is ours. */
export function VerifyNote() {
  return (
    <Panel labelledBy="verify">
      <PanelHeader
        id="verify"
        title="How to verify one"
        meta="Standard Webhooks, with the widget’s secret as text"
      />
      <PanelBody className="grid gap-3">
        <CodeBlock label="Check of the signature" code={sample} copy />
        <p className="max-w-[72ch] text-ink-2">
          Compare in constant time, and refuse a time more than five minutes off. The body is empty. During a
          rotation there are two signatures, one by each secret. The signature covers id and time, not the
          URL: look up what the URL says. Keep the ids that you took, since a postback may come twice. Answer
          2xx to take it, 410 to get no more; anything else is tried again for three days.
        </p>
      </PanelBody>
    </Panel>
  )
}
