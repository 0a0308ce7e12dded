'use client'

import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import type { FieldControl } from '@/components/ui/field'
import { findCompaniesAction } from './_record-form/actions'

/** Chooses one of the team's companies by search. */
export function CompanyChoice({
  control,
  name,
  start,
  placeholder,
  onChoose,
}: {
  control: FieldControl & { 'aria-label'?: string }
  /** Of the posted id. */
  name: string
  start: ComboboxOption | undefined
  placeholder?: string
  onChoose?: (chosen: ComboboxOption | undefined) => void
}) {
  return (
    <Combobox
      control={control}
      name={name}
      textName="companyName"
      start={start}
      search={findCompanies}
      nothingFound="No company matches. Try fewer letters."
      {...(placeholder ? { placeholder } : {})}
      {...(onChoose ? { onChoose } : {})}
    />
  )
}

async function findCompanies(query: string): Promise<ComboboxOption[] | undefined> {
  const { data } = await findCompaniesAction({ query })
  return data?.companies.map(({ id, name, industry, website }) => {
    const detail = industry ?? website
    return { id, label: name, ...(detail ? { detail } : {}) }
  })
}
