import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { orNotFound } from '@/app/page-actor'
import { factsOf, isProtocolId } from '@/lib/domain/protocols/facts.schema'
import { getSandboxLaunch } from '@/lib/domain/sandbox/read'
import { languages } from '@/lib/domain/signature-doctor/signature-doctor.schema'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { DoctorForm } from './doctor-form'

export const metadata: Metadata = { title: 'Signature doctor' }

/** Names the mistake in a request that doesn't verify, with the line to change. */
export default async function DoctorPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: Promise<{ launch?: string | string[]; language?: string | string[] }> }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  if (!isProtocolId(widget.protocol)) notFound()
  const { doctor } = factsOf(widget.protocol)
  const { launch, language } = await searchParams
  const opened =
    typeof launch === 'string' ? await orNotFound(getSandboxLaunch(actor, { launchId: launch })) : undefined
  return (
    <WidgetPage actor={actor} widget={widget} here="Doctor">
      <DoctorForm
        widgetId={widget.id}
        pasted={opened?.request.text}
        hint={doctor.pasted}
        takesOwnSignature={doctor.takesOwnSignature}
        language={languages.find((one) => one === language) ?? 'node'}
        launchId={opened?.launchId}
      />
    </WidgetPage>
  )
}
