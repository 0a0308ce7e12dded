import type { Metadata } from 'next'
import { readSearch, type SearchParams } from '@/app/search-params'
import { WidgetPage } from '../../widget-page'
import { loadWidget, type WidgetParams } from '../load-widget'
import { SetupSteps } from './setup-steps'

export const metadata: Metadata = { title: 'Set-up' }

export default async function SetupPage({
  params,
  searchParams,
}: WidgetParams & { searchParams: SearchParams }) {
  const { actor, widget } = await loadWidget((await params).widgetId, 'widget.read')
  return (
    <WidgetPage actor={actor} widget={widget} here="Set-up">
      <SetupSteps actor={actor} widget={widget} search={await readSearch(searchParams)} />
    </WidgetPage>
  )
}
