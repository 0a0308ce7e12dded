'use client'

import type { ProtocolId } from '@/lib/domain/protocols/facts.schema'
import { updateWidgetAction } from '../../actions'
import { ImportableForm } from '../../importable-form'
import { WidgetForm, type WidgetFormValues } from '../../widget-form'

export function EditForm({
  existing,
  partnerName,
  protocol,
  submitLabel,
  values,
}: {
  existing: { widgetId: string; revision: string }
  partnerName: string
  protocol: ProtocolId
  submitLabel: string
  values: WidgetFormValues
}) {
  return (
    <ImportableForm widgetId={existing.widgetId} values={values} protocol={protocol}>
      {(given) => (
        <WidgetForm
          action={updateWidgetAction}
          partnerName={partnerName}
          submitLabel={submitLabel}
          existing={existing}
          startProtocol={protocol}
          values={given.values}
          importer={given.importer}
        />
      )}
    </ImportableForm>
  )
}
