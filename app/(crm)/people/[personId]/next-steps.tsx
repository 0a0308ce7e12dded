import { Link } from '@/components/ui/link'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Table, TableRow } from '@/components/ui/table'
import type { listSteps } from '@/lib/domain/crm/steps'
import { StepCells } from './steps-tab'

const shownMax = 3

/** The first open steps of a person, on the overview; all of them are on their own tab. */
export function NextSteps({
  personId,
  steps,
}: {
  personId: string
  steps: Awaited<ReturnType<typeof listSteps>>
}) {
  const href = `/people/${personId}?tab=steps`
  return (
    <Panel labelledBy="next-steps">
      <PanelHeader
        id="next-steps"
        title="Next steps"
        meta={steps.length > 0 ? `${steps.length} open` : undefined}
      />
      {steps.length === 0 ? (
        <PanelBody className="text-ink-2">No open steps.</PanelBody>
      ) : (
        <>
          <Table caption="Next steps" columns={[{ label: 'Step' }, { label: 'Due' }]}>
            {steps.slice(0, shownMax).map((step) => (
              <TableRow key={step.id}>
                <StepCells step={step} />
              </TableRow>
            ))}
          </Table>
          <PanelFooter>
            <Link href={href} scroll={false}>
              Show all steps
            </Link>
          </PanelFooter>
        </>
      )}
    </Panel>
  )
}
