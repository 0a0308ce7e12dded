import { Checkbox } from '@/components/ui/field'
import { Link } from '@/components/ui/link'
import { Status, Verdict } from '@/components/ui/status'
import { CellMeta, Table, TableCell, TableRow } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { PostbackState } from '@/lib/domain/postbacks/postbacks.schema'
import { AttemptList, type AttemptRow } from './attempt-list'
import { type PostbackOwner, wordsOf } from './postback-words'
import { ReplayButton } from './replay-button'

type PostbackRow = {
  id: string
  /** Of an event, and the record that it is about. */
  type: string | null
  recordHref?: string | undefined
  method: string
  url: string
  sequence: number
  state: PostbackState
  attempts: number
  nextAttemptAt: Date | null
  lastError: string | null
  heldOrigin: string | null
  createdAt: Date
  settledAt: Date | null
  isOvertaken: boolean
  href: string
}

/** Whether it may be sent again: it isn't waiting, and no later one of its registration or record was delivered. */
export function isReplayable({ state, isOvertaken }: Pick<PostbackRow, 'state' | 'isOvertaken'>): boolean {
  return state !== 'pending' && !isOvertaken
}

/** A page of postbacks or events. An opened one shows its attempts below. */
export function PostbackTable({
  owner,
  postbacks,
  opened,
  attempts,
  isHeld,
  canReplay,
}: {
  owner: PostbackOwner
  postbacks: PostbackRow[]
  opened: string | undefined
  attempts: AttemptRow[]
  isHeld: boolean
  canReplay: boolean
}) {
  const words = wordsOf(owner)
  return (
    <Table
      caption={words.Items}
      columns={[
        { label: words.Item },
        { label: 'Created', className: 'w-44' },
        { label: 'State', className: 'w-72' },
        { label: 'Actions', hideLabel: true, align: 'end' },
      ]}
    >
      {postbacks.flatMap((postback) => [
        <TableRow key={postback.id}>
          <TableCell kind="lead">
            <span className="flex items-start gap-2">
              {canReplay ? (
                <Checkbox
                  label={<span className="sr-only">Select {postback.id}</span>}
                  name="postback"
                  value={postback.id}
                  className={isReplayable(postback) ? 'py-0!' : 'invisible py-0!'}
                  disabled={!isReplayable(postback)}
                />
              ) : null}
              <span className="min-w-0">
                <span className="mono break-all">
                  <strong>{postback.type ?? postback.method}</strong>{' '}
                  {postback.type ? (
                    <EventRecord href={postback.recordHref} type={postback.type} />
                  ) : (
                    postback.url
                  )}
                </span>
                <CellMeta>
                  <span className="mono break-all">{postback.id}</span>
                  {postback.type ? '' : `, number ${postback.sequence} of its registration`}
                </CellMeta>
              </span>
            </span>
          </TableCell>
          <TableCell label="Created">
            <Time value={postback.createdAt} shape="datetime" />
          </TableCell>
          <TableCell label="State">
            <PostbackStateText postback={postback} isHeld={isHeld} item={words.item} />
          </TableCell>
          <TableCell kind="action">
            <span className="inline-flex items-center gap-3">
              <Link href={postback.href} scroll={false} aria-expanded={postback.id === opened}>
                {postback.id === opened ? 'Hide attempts' : 'Attempts'}
                <span className="sr-only"> of {postback.id}</span>
              </Link>
              {canReplay && isReplayable(postback) ? (
                <ReplayButton owner={owner} postbackId={postback.id} />
              ) : null}
            </span>
          </TableCell>
        </TableRow>,
        ...(postback.id === opened
          ? [
              <TableRow key={`${postback.id} attempts`} still>
                <td colSpan={4} className="bg-sunken px-3.5 py-3 max-md:block max-md:px-0">
                  <AttemptList url={postback.url} attempts={attempts} />
                </td>
              </TableRow>,
            ]
          : []),
      ])}
    </Table>
  )
}

/** An erased record has no page. */
function EventRecord({ href, type }: { href: string | undefined; type: string }) {
  if (!href || type.endsWith('.deleted')) return null
  return <Link href={href}>{type.startsWith('person') ? 'Open person' : 'Open company'}</Link>
}

function PostbackStateText({
  postback,
  isHeld,
  item,
}: {
  postback: PostbackRow
  isHeld: boolean
  item: string
}) {
  const { state, attempts, nextAttemptAt, lastError, heldOrigin, settledAt, isOvertaken } = postback
  const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`
  switch (state) {
    case 'delivered':
      return (
        <>
          <Verdict kind="ok">Delivered</Verdict>
          <CellMeta>
            {settledAt ? <Time value={settledAt} shape="relative" /> : null}, {tries}
          </CellMeta>
        </>
      )
    case 'pending':
      return (
        <>
          <Status phase={attempts > 0 ? 'half' : 'staged'}>
            {isHeld || heldOrigin ? 'Held' : 'Waiting'}
          </Status>
          <CellMeta>
            {lastError && attempts > 0 ? `${lastError} ` : ''}
            {heldOrigin ? `Prove that you own ${heldOrigin} on the Certification page. ` : ''}
            {!isHeld && !heldOrigin && nextAttemptAt ? (
              <>
                {attempts > 0 ? `Attempt ${attempts + 1} ` : 'First attempt '}
                <Time value={nextAttemptAt} shape="relative" />
              </>
            ) : null}
          </CellMeta>
        </>
      )
    default:
      return (
        <>
          <Verdict kind="bad">{state === 'failed' ? `Failed after ${tries}` : 'Cancelled'}</Verdict>
          <CellMeta>
            {lastError}
            {isOvertaken ? ` A later ${item} was delivered, so this one isn’t sent again.` : ''}
          </CellMeta>
        </>
      )
  }
}
