'use client'

import type { FieldMetadata } from '@conform-to/react'
import { useState } from 'react'
import { ActionForm } from '@/components/action-form'
import { storedLink } from '@/components/leave-guard'
import { LeaveGuard } from '@/components/secrets/leave-guard'
import { ShownOnce } from '@/components/secrets/shown-once'
import { ButtonLink } from '@/components/ui/button'
import { Checkbox, Field, Input, Select } from '@/components/ui/field'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { SubmitButton } from '@/components/ui/submit-button'
import { connectorProtocols } from '@/lib/domain/connectors/connectors.schema'
import { factsOf, type ProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'
import { secretBytesStrong, secretLengthMax } from '@/lib/domain/secrets/formats.schema'
import { createConnectorAction } from '../actions'
import { blankValues, ConnectorFields, type ConnectorValues } from '../connector-fields'
import { PostbackUrls } from '../postback-urls'

type ConnectorForm = ConnectorValues & {
  protocol: string
  secret: string
  acceptShort: string
}
type Created = {
  connectorId: string
  postbackUrls: string[]
  shown: { version: number; secret: string; fingerprint: string } | undefined
}

export function AddConnector() {
  const [protocol, setProtocol] = useState<ProtocolId>(connectorProtocols[0] ?? protocolIds[0])
  const platform = factsOf(protocol).connector
  const isConnected = platform.credential === 'connection'
  return (
    <ActionForm<ConnectorForm, Created>
      action={createConnectorAction}
      className="grid max-w-[46rem] gap-4"
      after={(created) => <Created created={created} label={platform.label} isConnected={isConnected} />}
    >
      {(fields) => (
        <>
          <Field
            id={fields.protocol.id}
            label="Platform"
            hint={platform.purpose}
            error={fields.protocol.errors ?? null}
          >
            {(control) => (
              <Select
                {...control}
                name="protocol"
                value={protocol}
                onChange={(event) => setProtocol(event.target.value as ProtocolId)}
              >
                {connectorProtocols.map((id) => (
                  <option key={id} value={id}>
                    {factsOf(id).connector.label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <ConnectorFields
            key={protocol}
            protocol={protocol}
            fields={fields}
            values={blankValues(protocol)}
          />
          {isConnected ? null : <OwnSecret field={fields.secret} />}
          <div className="flex flex-wrap gap-2">
            <SubmitButton variant="primary">Add connector</SubmitButton>
            <ButtonLink href="/settings/connectors" variant="quiet">
              Cancel
            </ButtonLink>
          </div>
        </>
      )}
    </ActionForm>
  )
}

function OwnSecret({ field }: { field: Pick<FieldMetadata<string>, 'id' | 'errors'> }) {
  return (
    <>
      <Field
        id={field.id}
        label="Secret"
        aside="optional"
        hint="If the platform gives you a secret, paste it. Otherwise we create a strong one and show it to you once."
        error={field.errors ?? null}
      >
        {(control) => (
          <Input
            {...control}
            name="secret"
            mono
            maxLength={secretLengthMax}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Checkbox
        name="acceptShort"
        label={`Accept a secret under ${secretBytesStrong} bytes`}
        hint="Only if the platform doesn’t accept a longer one: short secrets can be guessed."
      />
    </>
  )
}

function Created({ created, label, isConnected }: { created: Created; label: string; isConnected: boolean }) {
  const isShownOnce = created.shown !== undefined || created.postbackUrls.length > 0
  return (
    <div ref={takeFocus} tabIndex={-1} className="max-w-[46rem] rounded-md">
      <Panel labelledBy="created">
        <PanelHeader id="created" title={`${label} connector added`} />
        <PanelBody className="grid gap-4">
          {created.shown ? (
            <ShownOnce {...created.shown} owner="connector" ownerId={created.connectorId} />
          ) : (
            <p>
              {isConnected
                ? 'Enter its URLs at the platform, then connect it to get the secret for its launches.'
                : 'It accepts the secret that you pasted.'}
            </p>
          )}
          <PostbackUrls urls={created.postbackUrls} />
          {isShownOnce ? <LeaveGuard /> : null}
          <div>
            <ButtonLink
              href={`/settings/connectors/${created.connectorId}`}
              variant="primary"
              {...storedLink}
            >
              {isShownOnce ? 'I stored it, go to its endpoints' : 'Go to its endpoints'}
            </ButtonLink>
          </div>
        </PanelBody>
      </Panel>
    </div>
  )
}

/** The focused form is gone, so screen readers have to hear that the secret is here. */
function takeFocus(created: HTMLElement | null): void {
  created?.focus()
}
