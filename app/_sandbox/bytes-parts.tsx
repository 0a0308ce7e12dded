'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { DefinitionList } from '@/components/ui/definition-list'
import { Fingerprint } from '@/components/ui/fingerprint'
import type { SandboxLaunchView } from '@/lib/domain/sandbox/launches.schema'
import { InspectorPart } from './inspector-tabs'
import { numberItems } from './number-items'
import { type ByteRow, readBase64, viewBytes } from './view-bytes'

const rowsAtFirst = 6
const plus = '2b'

/** What is signed, byte by byte, and its signature. */
export function BytesPart({ view: { launchId, signed, secret } }: { view: SandboxLaunchView }) {
  const bytes = signed.bytes === null ? null : readBase64(signed.bytes)
  const pluses = bytes && signed.travelsInUrl ? bytes.filter((byte) => byte === 0x2b).length : 0
  return (
    <InspectorPart
      title="String to sign"
      meta={secret.label === 'nobody’s' ? 'a random secret' : <Fingerprint hex={secret.fingerprint} />}
    >
      <p className="text-pretty text-xs">
        {signed.method}
        {bytes ? `, ${bytes.length.toLocaleString('en')} bytes, with v${secret.version} as key.` : '.'}
        {pluses > 0 ? (
          <>
            {' '}
            <strong>
              {pluses} {pluses === 1 ? 'byte is' : 'bytes are'} <Mark>+</Mark>
            </strong>
            : unencoded in a URL, it becomes a space and the signature fails.
          </>
        ) : null}
      </p>
      {bytes ? (
        <ByteView key={launchId} bytes={bytes} marksPlus={signed.travelsInUrl} />
      ) : (
        <p className="text-ink-3 text-xs">This request doesn’t sign any text.</p>
      )}
      {signed.signature === null ? null : (
        <DefinitionList
          size="sm"
          items={[{ term: 'In the request', value: <SignatureText signature={signed.signature} /> }]}
        />
      )}
    </InspectorPart>
  )
}

/** How to recompute the signature with openssl, where it can. */
export function OpensslPart({ view: { commands } }: { view: SandboxLaunchView }) {
  if (!commands.openssl) return null
  return (
    <InspectorPart title="With openssl" isFolded>
      <CodeBlock label="Command" code={commands.openssl} copy />
      <p className="text-ink-3 text-xs">Set $SECRET to your secret. The portal never shows it here.</p>
    </InspectorPart>
  )
}

function SignatureText({ signature }: { signature: string }) {
  return (
    <span className="mono" data-testid="signature">
      {signature || '(empty)'}
    </span>
  )
}

function ByteView({ bytes, marksPlus }: { bytes: Uint8Array; marksPlus: boolean }) {
  const [isWhole, setWhole] = useState(false)
  const rows = viewBytes(bytes, 16)
  const narrow = viewBytes(bytes, 8)
  const isCut = !isWhole && rows.length > rowsAtFirst
  return (
    <>
      <Rows
        rows={isCut ? rows.slice(0, rowsAtFirst) : rows}
        marksPlus={marksPlus}
        total={bytes.length}
        className="hidden @min-[28.5rem]:block"
      />
      <Rows
        rows={isCut ? narrow.slice(0, rowsAtFirst) : narrow}
        marksPlus={marksPlus}
        total={bytes.length}
        className="@min-[28.5rem]:hidden"
      />
      <span className="flex gap-1.5">
        {isCut || isWhole ? (
          <Button size="sm" variant="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer bytes' : `Show all ${bytes.length.toLocaleString('en')} bytes`}
          </Button>
        ) : null}
      </span>
    </>
  )
}

function Rows({
  rows,
  marksPlus,
  total,
  className,
}: {
  rows: ByteRow[]
  marksPlus: boolean
  total: number
  className: string
}) {
  return (
    <section aria-label={`Bytes, ${total} in all`} className={className}>
      <pre
        // Firefox and Safari scroll only focused elements by keyboard.
        tabIndex={rows.length > 0 ? 0 : undefined}
        className="overflow-x-auto rounded-md border border-line bg-sunken px-1.5 py-1.5 font-mono text-[0.65625rem] leading-[1.1875rem] [font-variant-ligatures:none]"
      >
        {rows.map((row) => (
          <div key={row.at} className="flex gap-2 whitespace-pre">
            <span className="text-ink-3">{row.offset}</span>
            <span>
              {numberItems(row.hex).map(({ item: hex, index }) => (
                <span key={index} className={index === 8 ? 'ml-1' : undefined}>
                  {index === 0 ? '' : ' '}
                  {marksPlus && hex === plus ? <Mark>{hex}</Mark> : hex}
                </span>
              ))}
            </span>
            <span className="ml-auto text-ink-2">{row.ascii}</span>
          </div>
        ))}
      </pre>
    </section>
  )
}

function Mark({ children }: { children: string }) {
  return (
    <mark className="rounded-[2px] bg-warn-soft text-warn-ink shadow-[inset_0_0_0_1px_var(--color-warn-line)]">
      {children}
    </mark>
  )
}
