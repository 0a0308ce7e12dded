'use client'

import { useRouter } from 'next/navigation'
import { CompanyChoice } from './company-choice'

/** Filters a list by one company, when chosen. An emptied field shows all again. */
export function CompanyFilter({
  path,
  chosen,
  kept,
}: {
  path: string
  chosen: { id: string; label: string } | undefined
  kept: Record<string, string | undefined>
}) {
  const router = useRouter()
  return (
    <div className="w-52 max-md:w-full">
      <CompanyChoice
        control={{ id: 'company-filter', 'aria-label': 'Company' }}
        name="company"
        start={chosen}
        placeholder="Any company"
        onChoose={(company) => {
          const entries = Object.entries({ ...kept, company: company?.id })
          const query = new URLSearchParams(
            entries.flatMap(([name, value]) => (value ? [[name, value]] : [])),
          )
          router.push(query.size > 0 ? `${path}?${query}` : path)
        }}
      />
    </div>
  )
}
