'use client'

import { Field } from '@/components/ui/field'
import { CompanyChoice } from '../company-choice'
import { nameOfPerson } from '../name-of-person'
import { readPersonAction, savePersonAction } from './actions'
import { RecordForm } from './record-form'
import { type RecordValues, readRows } from './record-values'
import { EmailRows, FormSection, IdFields, PhoneRows, StageField } from './shared-fields'
import { TextField } from './text-field'

export function PersonForm({
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
      kind="person"
      action={savePersonAction}
      {...(existing ? { existing } : {})}
      start={start}
      collection="/people"
      submitLabel={existing ? 'Save person' : 'Add person'}
      read={(personId) => readPersonAction({ personId })}
      nameOf={nameOf}
    >
      {(controlsOf) => (
        <>
          <FormSection title="Person">
            <div className="grid gap-4 md:grid-cols-2">
              {controlsOf('firstName', (controls) => (
                <TextField controls={controls} name="firstName" label="First name" maxLength={200} />
              ))}
              {controlsOf('lastName', (controls) => (
                <TextField controls={controls} name="lastName" label="Last name" maxLength={200} />
              ))}
              {controlsOf('title', (controls) => (
                <TextField controls={controls} name="title" label="Title" maxLength={200} />
              ))}
              {controlsOf('stage', (controls) => (
                <StageField controls={controls} stages={stages} />
              ))}
              {controlsOf('companyId', ({ values, errorOf, idOf, onChange }) => (
                <Field
                  id={idOf('companyId')}
                  label="Company"
                  hint="Type to search your team’s companies."
                  error={errorOf('companyId') ?? null}
                  className="md:col-span-2"
                >
                  {(control) => (
                    <CompanyChoice
                      control={control}
                      name="companyId"
                      start={
                        values.companyId
                          ? { id: values.companyId, label: values.companyName ?? '' }
                          : undefined
                      }
                      onChoose={onChange}
                    />
                  )}
                </Field>
              ))}
            </div>
          </FormSection>
          {controlsOf('emails', (controls) => (
            <EmailRows controls={controls} />
          ))}
          {controlsOf('phones', (controls) => (
            <PhoneRows controls={controls} />
          ))}
          <IdFields controlsOf={controlsOf} noun="person" />
        </>
      )}
    </RecordForm>
  )
}

function nameOf(values: RecordValues): string {
  return nameOfPerson({
    firstName: values.firstName?.trim() ?? '',
    lastName: values.lastName?.trim() ?? '',
    email: readRows(values, 'emails')[0]?.parts.email,
    phone: readRows(values, 'phones')[0]?.parts.phone,
  })
}
