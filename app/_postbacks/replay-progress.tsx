import { Progress } from '@/components/ui/progress'
import { Time } from '@/components/ui/time'
import type { findReplay } from '@/lib/domain/postbacks/read'
import type { PostbackWords } from './postback-words'

export type Replay = NonNullable<Awaited<ReturnType<typeof findReplay>>>

/** Whether a replay still has something to send. */
export function isUnderWay({ queuedAt, total, delivered, failed }: Replay): boolean {
  return queuedAt === null || delivered + failed < total
}

/** The progress of the latest replay of many postbacks. */
export function ReplayProgress({ replay, words }: { replay: Replay; words: PostbackWords }) {
  const { total, delivered, failed, failedSince, createdAt } = replay
  const done = delivered + failed
  return (
    <div className="grid gap-2 rounded-md border border-line bg-surface px-3.5 py-3">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{isUnderWay(replay) ? 'Replaying' : 'Replayed'}</span>
        <span className="text-ink-3 text-xs">
          {failedSince ? (
            <>
              all failed since <Time value={failedSince} shape="datetime" />,{' '}
            </>
          ) : (
            'a selection, '
          )}
          started <Time value={createdAt} shape="relative" />
        </span>
        <span role="status" className="ml-auto text-ink-2 text-xs tabular-nums max-md:ml-0">
          {write(done)} of {write(total)} done: {write(delivered)} delivered, {write(failed)} failed
        </span>
      </p>
      <Progress
        label={`${words.Items} replayed`}
        value={total === 0 ? 100 : Math.round((done / total) * 100)}
        tone={failed > 0 ? 'warn' : 'accent'}
        thick
      />
    </div>
  )
}

function write(count: number): string {
  return count.toLocaleString('en-GB')
}
