'use client'

import { readCompanyAction, saveCompanyAction } from './actions'
import { RecordForm } from './record-form'
import type { RecordValues } from './record-values'
import { AddressRows, EmailRows, FormSection, IdFields, PhoneRows, StageField } from './shared-fields'
import { LongTextField, TextField } from './text-field'

export function CompanyForm({
  existing,
  start,
  stages,
}: {
  existing?: { id: string; revision: number }
  start: RecordValues
  stages: string[]
}) {
  return (
    <RecordForm
      kind="company"
      action={saveCompanyAction}
      {...(existing ? { existing } : {})}
      start={start}
      collection="/companies"
      submitLabel={existing ? 'Save company' : 'Add company'}
      read={(companyId) => readCompanyAction({ companyId })}
      nameOf={({ name }) => name?.trim() || 'The company'}
    >
      {(controlsOf) => (
        <>
          <FormSection title="Company">
            <div className="grid gap-4 md:grid-cols-2">
              {controlsOf('name', (controls) => (
                <TextField
                  controls={controls}
                  name="name"
                  label="Name"
                  isRequired
                  maxLength={300}
                  className="md:col-span-2"
                />
              ))}
              {controlsOf('stage', (controls) => (
                <StageField controls={controls} stages={stages} />
              ))}
              {controlsOf('industry', (controls) => (
                <TextField controls={controls} name="industry" label="Industry" maxLength={200} />
              ))}
              {controlsOf('website', (controls) => (
                <TextField
                  controls={controls}
                  name="website"
                  label="Website"
                  inputMode="url"
                  placeholder="https://example.com"
                  spellCheck={false}
                  maxLength={500}
                />
              ))}
              {controlsOf('companySize', (controls) => (
                <TextField
                  controls={controls}
                  name="companySize"
                  label="Size"
                  placeholder="11–50"
                  maxLength={100}
                />
              ))}
              {controlsOf('annualRevenue', (controls) => (
                <TextField
                  controls={controls}
                  name="annualRevenue"
                  label="Annual revenue"
                  inputMode="decimal"
                  maxLength={30}
                />
              ))}
              {controlsOf('foundedDate', (controls) => (
                <TextField controls={controls} name="foundedDate" label="Founded" type="date" />
              ))}
              {controlsOf('registrationNumber', (controls) => (
                <TextField
                  controls={controls}
                  name="registrationNumber"
                  label="Registration number"
                  maxLength={100}
                />
              ))}
              {controlsOf('taxId', (controls) => (
                <TextField controls={controls} name="taxId" label="Tax ID" maxLength={100} />
              ))}
              {controlsOf('description', (controls) => (
                <LongTextField
                  controls={controls}
                  name="description"
                  label="Description"
                  className="md:col-span-2"
                />
              ))}
            </div>
          </FormSection>
          {controlsOf('emails', (controls) => (
            <EmailRows controls={controls} />
          ))}
          {controlsOf('phones', (controls) => (
            <PhoneRows controls={controls} />
          ))}
          {controlsOf('addresses', (controls) => (
            <AddressRows controls={controls} />
          ))}
          <IdFields controlsOf={controlsOf} noun="company" />
        </>
      )}
    </RecordForm>
  )
}
