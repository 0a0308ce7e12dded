import { Link } from '@/components/ui/link'
import { Verdict } from '@/components/ui/status'

/** Says that too many launches of a widget fail, with a link to them. */
export function FailingLine({
  path,
  failing: { shown, failed },
}: {
  path: string
  failing: { shown: number; failed: number }
}) {
  return (
    <Verdict kind="bad">
      <Link href={`${path}/launches?outcome=failed&period=24h`} className="text-danger-ink">
        Failing: {failed.toLocaleString('en-GB')} of {(shown + failed).toLocaleString('en-GB')} in the last 24
        hours
      </Link>
    </Verdict>
  )
}
