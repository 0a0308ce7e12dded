import type { Metadata } from 'next'
import { requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { hrefWith, readSearch, type SearchParams } from '@/app/search-params'
import { RefreshWhile } from '@/components/refresh-while'
import { DownloadLink } from '@/components/ui/download-link'
import { Link } from '@/components/ui/link'
import { PageHead } from '@/components/ui/page-head'
import { Pager } from '@/components/ui/pager'
import { Panel, PanelBody, PanelFooter, PanelHeader } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { listImports, type RecordImport } from '@/lib/domain/imports/imports'
import { listImportsInput } from '@/lib/domain/imports/imports.schema'
import { DropFile } from './drop-file'
import { countsLabel, stateLabel } from './import-words'

export const metadata: Metadata = { title: 'Records' }

const path = '/settings/records'
const types = [
  { type: 'people', label: 'People' },
  { type: 'companies', label: 'Companies' },
] as const

export default async function RecordsPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requirePageActor('record.import')
  const { type, before } = listImportsInput.parse(await readSearch(searchParams))
  const { imports, next } = await listImports(actor, { before })
  const isRunning = imports.some(({ state }) => state === 'queued' || state === 'running')
  return (
    <PortalPage actor={actor} crumbs={[{ label: 'Settings' }, { label: 'Records' }]}>
      <RefreshWhile active={isRunning} />
      <PageHead
        title="Records"
        lead={`Bring the people and companies of ${actor.organisation} in from a file, and take them with you as one.`}
      />
      <div className="grid gap-4">
        <Panel labelledBy="import">
          <PanelHeader
            id="import"
            title="Import a file"
            actions={
              <Segmented
                label="What the file is of"
                size="sm"
                items={types.map((choice) => ({
                  href: hrefWith(path, { type: choice.type }),
                  label: choice.label,
                  current: choice.type === type,
                }))}
              />
            }
          />
          <PanelBody>
            <DropFile key={type} type={type} noun={type} />
          </PanelBody>
        </Panel>
        <Panel labelledBy="imports">
          <PanelHeader id="imports" title="Imports" meta="kept for 90 days" />
          {imports.length === 0 ? (
            <p className="p-3.5 text-ink-2">No imports yet. Drop your first file above.</p>
          ) : (
            <ImportTable imports={imports} />
          )}
          <PanelFooter>
            <Pager
              label="Pages of imports"
              summary={{ count: imports.length, nouns: ['import', 'imports'], order: 'newest first' }}
              {...(before ? { previousHref: hrefWith(path, { type }) } : {})}
              {...(next ? { nextHref: hrefWith(path, { type, before: next.toISOString() }) } : {})}
            />
          </PanelFooter>
        </Panel>
        <Panel labelledBy="export">
          <PanelHeader id="export" title="Export" />
          <Table
            caption="Files to export"
            columns={[{ label: 'What' }, { label: 'Files', hideLabel: true, className: 'w-0' }]}
          >
            {types.map((choice) => (
              <TableRow key={choice.type}>
                <TableCell kind="lead">
                  {choice.label}
                  <CellMeta>
                    With everything that is stored. The file imports again without a change.
                  </CellMeta>
                </TableCell>
                <TableCell kind="action">
                  <span className="inline-flex gap-2">
                    <DownloadLink size="sm" href={`/api/exports/records?type=${choice.type}&format=csv`}>
                      {choice.label} as CSV
                    </DownloadLink>
                    <DownloadLink size="sm" href={`/api/exports/records?type=${choice.type}&format=ndjson`}>
                      as NDJSON
                    </DownloadLink>
                  </span>
                </TableCell>
              </TableRow>
            ))}
          </Table>
        </Panel>
      </div>
    </PortalPage>
  )
}

function ImportTable({ imports }: { imports: RecordImport[] }) {
  return (
    <Table
      caption="Imports"
      columns={[
        { label: 'File' },
        { label: 'State' },
        { label: 'Rows', align: 'end' },
        { label: 'Result' },
        { label: 'When' },
      ]}
    >
      {imports.map((entry) => {
        const { label, ...look } = stateLabel(entry)
        return (
          <TableRow key={entry.id}>
            <TableCell kind="lead">
              <Link href={`${path}/${entry.id}`} className="font-medium [overflow-wrap:anywhere]">
                {entry.fileName ?? 'By the API'}
              </Link>
              <CellMeta>{entry.type === 'people' ? 'People' : 'Companies'}</CellMeta>
            </TableCell>
            <TableCell label="State">
              <Status {...look}>{label}</Status>
            </TableCell>
            <TableCell label="Rows" align="end">
              {entry.total === null ? '' : entry.total.toLocaleString('en')}
            </TableCell>
            <TableCell label="Result">
              {entry.state === 'failed' ? entry.failureDetail : entry.rows > 0 ? countsLabel(entry) : ''}
            </TableCell>
            <TableCell label="When">
              <Time value={entry.createdAt} />
            </TableCell>
          </TableRow>
        )
      })}
    </Table>
  )
}
