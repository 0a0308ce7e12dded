import type { Metadata } from 'next'
import { orNotFound, requirePageActor } from '@/app/page-actor'
import { PortalPage } from '@/app/portal-page'
import { RefreshWhile } from '@/components/refresh-while'
import { ButtonLink } from '@/components/ui/button'
import { DownloadLink } from '@/components/ui/download-link'
import { Note } from '@/components/ui/note'
import { PageHead } from '@/components/ui/page-head'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Progress } from '@/components/ui/progress'
import { Status } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { columnFields } from '@/lib/domain/imports/columns.schema'
import { getImport, listImportProblems, previewImport, type RecordImport } from '@/lib/domain/imports/imports'
import { encodings } from '@/lib/domain/imports/imports.schema'
import { countsLabel, stateLabel } from '../import-words'
import { CancelImport } from './cancel-import'
import { ColumnsForm } from './columns-form'
import { PreviewTable } from './preview-table'
import { StartImport } from './start-import'

export const metadata: Metadata = { title: 'Import' }

const problemsShown = 50

type Params = { params: Promise<{ importId: string }> }

export default async function ImportPage({ params }: Params) {
  const actor = await requirePageActor('record.import')
  const { importId } = await params
  const found = await orNotFound(getImport(actor, importId))
  const { isOpen } = found
  const isRunning = found.state === 'queued' || found.state === 'running'
  const [preview, { problems }] = await Promise.all([
    isOpen ? previewImport(actor, { importId }) : undefined,
    listImportProblems(actor, { importId, take: problemsShown }),
  ])
  const { label, ...look } = stateLabel(found)
  return (
    <PortalPage
      actor={actor}
      crumbs={[{ label: 'Settings' }, { label: 'Records', href: '/settings/records' }, { label: 'Import' }]}
    >
      <RefreshWhile active={isRunning} />
      <PageHead
        title={found.fileName ?? 'Import by the API'}
        facts={
          <>
            <Status {...look}>{label}</Status>
            <span>{found.type === 'people' ? 'People' : 'Companies'}</span>
            <span>{describeBytes(found.bytes)}</span>
            <Time value={found.createdAt} />
          </>
        }
        actions={isOpen || isRunning ? <CancelImport importId={importId} isRunning={isRunning} /> : undefined}
      />
      <div className="grid gap-4">
        <Outcome found={found} isRunning={isRunning} />
        {problems.length > 0 ? (
          <Panel labelledBy="problems">
            <PanelHeader
              id="problems"
              title="Rows with a problem"
              meta={
                found.failed > problems.length
                  ? `the first ${problems.length} of ${found.failed.toLocaleString('en')}`
                  : undefined
              }
              actions={
                <DownloadLink size="sm" href={`/api/exports/imports/${importId}`}>
                  Rows with their reasons
                </DownloadLink>
              }
            />
            <Table
              caption="Rows with a problem"
              density="tight"
              columns={[
                { label: 'Line', align: 'end', className: 'w-0' },
                { label: 'Row' },
                { label: 'Problem' },
              ]}
            >
              {problems.map((problem) => (
                <TableRow key={problem.line} still>
                  <TableCell label="Line" align="end">
                    {problem.line}
                  </TableCell>
                  <TableCell label="Row" className="[overflow-wrap:anywhere]">
                    {describeRow(problem.row)}
                  </TableCell>
                  <TableCell label="Problem">
                    {problem.problems.map(({ field, code, detail }) => (
                      <span key={`${field} ${code}`} className="block">
                        {detail}
                        {field ? <CellMeta>{field}</CellMeta> : null}
                      </span>
                    ))}
                  </TableCell>
                </TableRow>
              ))}
            </Table>
          </Panel>
        ) : null}
        {preview ? (
          <Panel labelledBy="preview">
            <PanelHeader id="preview" title="The first rows, as they will be" />
            {preview.failure ? (
              <PanelBody>
                <Note tone="danger">{preview.failure}</Note>
              </PanelBody>
            ) : (
              <PreviewTable rows={preview.rows} type={found.type} />
            )}
          </Panel>
        ) : null}
        {preview && found.format === 'csv' ? (
          <ColumnsForm
            key={`${found.encoding} ${found.separator}`}
            importId={importId}
            headers={found.headers}
            columns={found.columns}
            examples={found.headers.map((_, index) => exampleOf(preview.rows, index))}
            fields={columnFields[found.type]}
            match={found.match}
            encoding={found.encoding ?? 'utf8'}
            encodings={encodings.map(({ value, label: name }) => ({ value, label: name }))}
            separator={found.separator ?? ','}
          />
        ) : null}
      </div>
    </PortalPage>
  )
}

function Outcome({ found, isRunning }: { found: RecordImport; isRunning: boolean }) {
  const { id: importId, total, rows, mode, failed } = found
  if (isRunning)
    return (
      <Panel>
        <PanelBody className="grid gap-2">
          <p role="status">
            {mode === 'validate' ? 'Checking' : 'Importing'}: {rows.toLocaleString('en')}
            {total === null ? '' : ` of ${total.toLocaleString('en')}`} rows.{' '}
            {rows > 0 ? countsLabel(found) : ''}
          </p>
          <Progress
            label="Rows"
            thick
            {...(total === null ? {} : { value: Math.round((rows / Math.max(1, total)) * 100) })}
          />
          <p className="text-ink-3 text-xs">
            {found.state === 'queued' ? 'It waits while another import runs. ' : ''}You can leave this page.
            It continues in the background.
          </p>
        </PanelBody>
      </Panel>
    )
  if (found.state === 'failed')
    return (
      <Note
        tone="danger"
        title={
          found.created + found.updated > 0 && mode === 'apply'
            ? 'The import stopped.'
            : 'Nothing was imported.'
        }
        actions={<AnotherFile type={found.type} />}
      >
        {found.failureDetail}
      </Note>
    )
  if (found.state === 'ready')
    return (
      <Note
        tone="info"
        title="Nothing is written yet."
        actions={<StartImport importId={importId} mode="validate" label="Check the file" isPrimary />}
      >
        Look at the columns and the first rows. Then check the whole file to see what would change.
      </Note>
    )
  if (found.isOpen)
    return (
      <Note
        tone={failed > 0 ? 'warn' : 'ok'}
        title={`${countsLabel(found)}.`}
        actions={
          found.created + found.updated > 0 ? (
            <StartImport
              importId={importId}
              mode="apply"
              label={`Import ${countRows(found.created + found.updated)}`}
              isPrimary
            />
          ) : (
            <AnotherFile type={found.type} />
          )
        }
      >
        Nothing is written yet.{failed > 0 ? ' Rows with a problem are left out.' : ''}
      </Note>
    )
  return (
    <Note
      tone={failed > 0 ? 'warn' : found.state === 'cancelled' ? 'neutral' : 'ok'}
      title={`${countsLabel(found)}.`}
      actions={
        <>
          <ButtonLink href={`/${found.type}`}>Open {found.type}</ButtonLink>
          <AnotherFile type={found.type} />
        </>
      }
    >
      {found.state === 'cancelled'
        ? mode === 'validate'
          ? 'The file was deleted. Nothing was written.'
          : 'The import was cancelled. What it had written stays.'
        : failed > 0
          ? 'Download the rows with a problem, fix them, and drop that file: its rows find their records again.'
          : ''}
    </Note>
  )
}

function countRows(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`
}

function AnotherFile({ type }: { type: string }) {
  return <ButtonLink href={`/settings/records?type=${type}`}>Drop another file</ButtonLink>
}

function describeBytes(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024)).toLocaleString('en')} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function describeRow(row: unknown): string {
  const text = Array.isArray(row) ? row.filter(Boolean).join(' · ') : JSON.stringify(row)
  return text.length > 200 ? `${text.slice(0, 200)} …` : text
}

function exampleOf(rows: { row: { cells?: string[] } }[], index: number): string {
  const found = rows.map(({ row }) => row.cells?.[index]?.trim() ?? '').find((cell) => cell !== '') ?? ''
  return found.length > 60 ? `${found.slice(0, 60)} …` : found
}
