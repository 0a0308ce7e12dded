import { parseWithZod } from '@conform-to/zod/v4'
import { describe, expect, test } from 'vitest'
import { companyForm, personForm } from './read-record-form'

/** As the action reads a form. */
function read(schema: typeof personForm | typeof companyForm, values: Record<string, string>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) form.append(name, value)
  const submission = parseWithZod(form, { schema })
  return submission.status === 'success' ? submission.value : submission.error
}

const company = 'c0000000-0000-4000-8000-000000000001'

describe('the form of a record', () => {
  test('becomes the fields of the record: rows in their order, without the empty ones', () => {
    expect(
      read(personForm, {
        firstName: ' Elena ',
        lastName: 'Marsh',
        title: '',
        stage: 'Lead',
        companyId: company,
        companyName: 'Alder',
        externalId: 'crm-7',
        apiId: '',
        emails_10_email: 'second@example.com',
        emails_2_email: 'first@example.com',
        emails_3_email: '  ',
        emails_primary: '10',
        phones_0_phone: '+1 206 555 0142',
        phones_0_type: '',
        phones_1_phone: '',
        phones_1_type: 'mobile',
        id: company,
        revision: '3',
      }),
    ).toEqual({
      existing: { id: company, revision: 3 },
      fields: {
        firstName: 'Elena',
        lastName: 'Marsh',
        title: null,
        stage: 'Lead',
        companyId: company,
        externalId: 'crm-7',
        apiId: null,
        emails: [
          { email: 'first@example.com', isPrimary: false },
          { email: 'second@example.com', isPrimary: true },
        ],
        phones: [{ phone: '+1 206 555 0142', type: 'work', isPrimary: false }],
      },
    })
  })

  test('says all its problems at once, each at its control', () => {
    expect(
      read(personForm, {
        lastName: 'x'.repeat(201),
        companyName: 'Some company',
        companyId: '',
        emails_0_email: 'one@example.com',
        emails_4_email: 'nobody',
        phones_7_phone: 'none',
      }),
    ).toEqual({
      lastName: ['Use at most 200 characters.'],
      companyId: ['Choose a company from the list, or clear this field.'],
      emails_4_email: ['Enter an email address such as name@example.com.'],
      phones_7_phone: ['A phone number has digits.'],
    })
    expect(
      read(companyForm, { name: ' ', annualRevenue: 'much', foundedDate: '1998', taxId: 'x'.repeat(101) }),
    ).toEqual({
      name: ['Enter a name.'],
      annualRevenue: ['Enter a number such as 1250000.50.'],
      foundedDate: ['Enter a date such as 1998-04-15.'],
      taxId: ['Use at most 100 characters.'],
    })
  })

  test('asks for a name, an email or a phone number', () => {
    expect(read(personForm, {})).toEqual({ firstName: ['Enter a name, an email or a phone number.'] })
  })

  test('reads amounts with separators, and line breaks as the record has them', () => {
    const values = {
      name: 'Alder',
      annualRevenue: '-1,250 000.5',
      description: 'One\r\ntwo',
      foundedDate: '1998-04-15',
    }
    expect(read(companyForm, values)).toMatchObject({
      fields: { annualRevenue: -1_250_000.5, description: 'One\ntwo', foundedDate: '1998-04-15' },
    })
  })

  test('has no more rows than a record, and no revision that cannot be one', () => {
    const many = Object.fromEntries(
      Array.from({ length: 51 }, (_, index) => [`emails_${index}_email`, `a${index}@example.com`]),
    )
    expect(Object.keys(read(personForm, many) ?? {})).toEqual(['emails'])
    expect(Object.keys(read(personForm, { lastName: 'A', revision: 'x' }) ?? {})).toEqual(['revision'])
    expect(Object.keys(read(personForm, { lastName: 'A', id: 'x' }) ?? {})).toEqual(['revision'])
    expect(Object.keys(read(personForm, { lastName: 'A', id: company }) ?? {})).toEqual(['revision'])
  })
})
