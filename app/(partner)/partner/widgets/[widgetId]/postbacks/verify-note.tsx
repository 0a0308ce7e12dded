import { CodeBlock } from '@/components/ui/code-block'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'

const sample = `signed = webhook-id + "." + webhook-timestamp + "."
expected = "v1," + base64(hmac_sha256(secret, signed))
accept if any part of webhook-signature, split at spaces, equals expected`

/** How a receiver verifies a postback. */
export function VerifyNote() {
  return (
    <Panel labelledBy="verify">
      <PanelHeader
        id="verify"
        title="Verify a postback"
        meta="Standard Webhooks, with the widget’s secret as text"
      />
      <PanelBody className="grid gap-3">
        <CodeBlock label="Signature check" code={sample} copy />
        <p className="max-w-[72ch] text-ink-2">
          Compare in constant time, and refuse a timestamp that’s more than five minutes off. The body is
          empty. During a rotation there are two signatures, one by each secret. The signature covers the id
          and the time but not the URL, so look up what the URL says. Store the ids that you accepted: a
          postback can arrive twice. Answer 2xx to accept it, or 410 to stop postbacks. Any other answer is
          retried for three days.
        </p>
      </PanelBody>
    </Panel>
  )
}
