import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { pastedWords } from '@/lib/domain/signature-doctor.schema'
import { isWidgetProtocol } from '@/lib/domain/widget-settings.schema'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { DoctorForm } from './doctor-form'

export const metadata: Metadata = { title: 'Signature doctor' }

/** What is wrong with a request that does not verify: the mistake by name, with the line to change. */
export default async function DoctorPage({ params }: WidgetParams) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  if (!isWidgetProtocol(widget.protocol)) notFound()
  return (
    <WidgetPage actor={actor} widget={widget} here="Doctor">
      <DoctorForm
        widgetId={widget.id}
        hint={pastedWords[widget.protocol]}
        takesOwnSignature={widget.protocol !== 'salesloft'}
      />
    </WidgetPage>
  )
}
