'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Fingerprint } from '@/components/ui/fingerprint'
import { Icon } from '@/components/ui/icon'
import { Verdict } from '@/components/ui/status'

export type SecretHolder = 'widget' | 'connector' | 'webhook'
export type ShownSecret = { version: number; secret: string; fingerprint: string }

/** A secret in the only response that shows it, to copy or to save as an .env file. */
export function ShownOnce({
  secret,
  fingerprint,
  version,
  owner = 'widget',
  ownerId,
}: ShownSecret & {
  owner?: SecretHolder
  ownerId: string
}) {
  const [isCopied, setCopied] = useState(false)
  return (
    <section aria-label={`Secret v${version}`} className="grid gap-3">
      <h3 className="font-medium text-ink-2 text-xs">
        Secret v{version}. Shown only once: Framegate stores it encrypted and can’t show it again.
      </h3>
      <div className="rounded-md border border-line-strong">
        <code
          className="mono block select-all break-all bg-sunken px-3.5 py-3 text-base leading-7"
          data-testid="secret"
        >
          {secret}
        </code>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-t px-3.5 py-1.5">
          <span className="text-ink-3 text-xs">{secret.length} characters</span>
          <Fingerprint hex={fingerprint} />
          <span className="ml-auto flex flex-wrap items-center gap-2">
            <Button
              variant="quiet"
              size="sm"
              icon={<Icon of={Download} size={14} />}
              onClick={() => saveEnv(owner, ownerId, secret)}
            >
              Save as .env
            </Button>
            <CopyButton
              size="sm"
              value={secret}
              label={isCopied ? 'Copy again' : 'Copy secret'}
              onCopied={() => setCopied(true)}
            />
          </span>
        </div>
      </div>
      <ul className="grid gap-1 text-ink-2">
        <li>
          <Verdict kind="info">
            {owner === 'webhook'
              ? 'Libraries for Standard Webhooks take it as shown. The key is what follows whsec_, base64-decoded.'
              : 'Use the secret exactly as shown. Don’t hex- or base64-decode it.'}
          </Verdict>
        </li>
        <li>
          <Verdict kind="info">
            Keep it in your server’s settings, never in code that reaches a browser.
          </Verdict>
        </li>
      </ul>
    </section>
  )
}

function saveEnv(owner: string, ownerId: string, secret: string): void {
  const prefix = `FRAMEGATE_${owner.toUpperCase()}`
  const file = new Blob([`${prefix}_ID=${ownerId}\n${prefix}_SECRET=${secret}\n`], { type: 'text/plain' })
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = `${ownerId}.env`
  link.click()
  URL.revokeObjectURL(address)
}
