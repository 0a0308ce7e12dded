import { ButtonLink } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import { Time } from '@/components/ui/time'
import type { MemberActor } from '@/lib/auth/permissions'
import { listUnlistedOrigins } from '@/lib/domain/origins/called'
import { listOrigins } from '@/lib/domain/widgets/origin-proofs'
import type { LoadedWidget } from './loaded-widget'

const warnDays = 14

/** The first origin of the serving version whose proof has expired or expires soon. */
export async function ProofNote({ actor, widget }: { actor: MemberActor; widget: LoadedWidget }) {
  const named = widget.servingVersion ? listUnlistedOrigins(widget.servingVersion) : []
  if (named.length === 0) return null
  const soon = new Date(Date.now() + warnDays * 24 * 60 * 60 * 1000)
  const states = await listOrigins(actor, { widgetId: widget.id })
  const [state] = states
    .filter(({ origin, endsAt }) => named.includes(origin) && (endsAt === null || endsAt < soon))
    .sort((one, other) => Number(one.isProven) - Number(other.isProven))
  if (!state) return null
  const { origin, isProven, endsAt } = state
  return (
    <Note
      className="mb-5"
      tone={isProven ? 'warn' : 'danger'}
      title={
        isProven ? `Your proof of ${origin} expires soon.` : `You haven’t proven that you own ${origin}.`
      }
      actions={
        <ButtonLink size="sm" href={`/partner/widgets/${widget.id}/certification`}>
          What to serve
        </ButtonLink>
      }
    >
      {isProven && endsAt ? (
        <>
          It’s valid until <Time value={endsAt} shape="date" />. After that
        </>
      ) : (
        'Until you prove it,'
      )}{' '}
      postbacks to it are held, and the daily certification and the check at each launch don’t run. Launches
      still open.
    </Note>
  )
}
