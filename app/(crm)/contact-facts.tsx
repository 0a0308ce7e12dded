import { Missing } from '@/components/ui/missing'

/** A record's email addresses in the side column, primary first. Each link is high enough to be hit by a finger. */
export function EmailFacts({ emails }: { emails: { id: string; email: string; isPrimary: boolean }[] }) {
  if (emails.length === 0) return <Missing />
  return emails.map((entry) => (
    <span key={entry.id} className="flex flex-wrap gap-x-2 leading-6">
      <a className="block break-all" href={`mailto:${entry.email}`}>
        {entry.email}
      </a>
      {entry.isPrimary && emails.length > 1 ? <span className="text-ink-3">Primary</span> : null}
    </span>
  ))
}

export function PhoneFacts({
  phones,
}: {
  phones: { id: string; phone: string; type: string; isPrimary: boolean }[]
}) {
  if (phones.length === 0) return <Missing />
  return phones.map((entry) => (
    <span key={entry.id} className="flex flex-wrap gap-x-2 leading-6">
      <a className="block" href={`tel:${entry.phone}`}>
        {entry.phone}
      </a>
      <span className="text-ink-3">
        {entry.type}
        {entry.isPrimary && phones.length > 1 ? ', primary' : ''}
      </span>
    </span>
  ))
}

export function RecordId({ id }: { id: string }) {
  return <span className="mono break-all text-2xs">{id}</span>
}
