import type { Metadata } from 'next'
import { Note } from '@/components/ui/note'
import { isProtocolId, protocolIds } from '@/lib/domain/protocols/facts.schema'
import { readSettings } from '@/lib/domain/protocols/widget-settings'
import { fieldsOfSettings } from '@/lib/domain/protocols/widget-settings.schema'
import type { WidgetColour, WidgetIcon } from '@/lib/domain/widgets/widgets.schema'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { EditForm } from './edit-form'

export const metadata: Metadata = { title: 'Edit widget' }

export default async function EditWidgetPage({ params }: WidgetParams) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.update')
  const { current } = widget
  return (
    <WidgetPage actor={actor} widget={widget} here="Edit">
      {current.state === 'in_review' ? (
        <Note tone="info" title="This version is in review.">
          To edit it, withdraw it on the overview.
        </Note>
      ) : (
        <>
          {current.state === 'approved' ? (
            <Note tone="info" title={`Saving creates version ${current.number + 1}.`} className="mb-5">
              Version {current.number} keeps serving until a reviewer approves the next one.
            </Note>
          ) : null}
          <EditForm
            partnerName={actor.organisation}
            submitLabel={`Save version ${current.state === 'draft' ? current.number : widget.versionCount + 1}`}
            existing={{ widgetId: widget.id, revision: widget.revision }}
            protocol={isProtocolId(widget.protocol) ? widget.protocol : protocolIds[0]}
            values={{
              ...current,
              addresses: { url: current.url, ...fieldsOfSettings(readSettings(current.settings)) },
              icon: current.icon as WidgetIcon,
              colour: current.colour as WidgetColour,
            }}
          />
        </>
      )}
    </WidgetPage>
  )
}
