import { describe, expect, test } from 'vitest'
import { matchColumns, refuseColumns } from '@/lib/domain/imports/columns.schema'
import { readRow } from '@/lib/domain/imports/row-values'

// The headers that each product writes, with rows of our own beneath.
const people: Record<string, { header: string; row: string; says: object }> = {
  HubSpot: {
    header:
      'Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lifecycle Stage,Lead Status,Job Title,Company Name,Associated Company,Associated Company IDs,Create Date,Last Modified Date',
    row: '5120034,Elena,Marsh,elena@example.com,+1 206 555 0142,+1 206 555 0143,Priya Nair,Customer,Open,Buyer,Harbour Homes,Harbour Homes,880011;880012,2026-03-02 09:30,2026-11-02 14:33',
    says: {
      externalId: '5120034',
      companyName: 'Harbour Homes',
      companyExternalId: '880011',
      changes: {
        firstName: 'Elena',
        lastName: 'Marsh',
        title: 'Buyer',
        stage: 'Customer',
        emails: [{ email: 'elena@example.com' }],
        phones: [
          { phone: '+1 206 555 0142', type: 'work' },
          { phone: '+1 206 555 0143', type: 'mobile' },
        ],
      },
    },
  },
  Salesforce: {
    header:
      'Id,IsDeleted,AccountId,LastName,FirstName,Salutation,Name,MailingStreet,MailingCity,Phone,Fax,MobilePhone,HomePhone,OtherPhone,Email,Title,Department,LastModifiedDate',
    row: '0035g00000AbCdE,false,0015g00000XyZ,Ibáñez,Tomás,Sr.,Tomás Ibáñez,Main 1,Seattle,(206) 555-0100,(206) 555-0101,,,(206) 555-0102,tomas@example.com,Broker,Sales,2026-11-02T14:33:00.000Z',
    says: {
      externalId: '0035g00000AbCdE',
      companyExternalId: '0015g00000XyZ',
      changes: {
        firstName: 'Tomás',
        lastName: 'Ibáñez',
        title: 'Broker',
        phones: [
          { phone: '(206) 555-0100', type: 'work' },
          { phone: '(206) 555-0101', type: 'fax' },
          { phone: '(206) 555-0102', type: 'other' },
        ],
      },
    },
  },
  Pipedrive: {
    header:
      'Person - ID,Person - Name,Person - First name,Person - Last name,Person - Organization,Person - Label,Person - Phone - Work,Person - Phone - Mobile,Person - Email - Work,Person - Email - Home,Person - Owner,Person - Update time',
    row: '71,Ada Lovelace,Ada,Lovelace,Analytical Engines,Hot lead,+44 20 7946 0001,,ada@example.com,ada@home.example,Priya Nair,2026-11-02 14:33:00',
    says: {
      externalId: '71',
      companyName: 'Analytical Engines',
      changes: {
        firstName: 'Ada',
        lastName: 'Lovelace',
        stage: 'Hot lead',
        emails: [{ email: 'ada@example.com' }, { email: 'ada@home.example' }],
        phones: [{ phone: '+44 20 7946 0001', type: 'work' }],
      },
    },
  },
  'Follow Up Boss': {
    header:
      'ID,Date Added,Assigned To,Name,First Name,Last Name,Stage,Lead Source,Is Contacted,Email 1,Email 1 - Type,Email 2,Email 2 - Type,Phone 1,Phone 1 - Type,Phone 2,Phone 2 - Type,Address 1 - Street,Tags',
    row: '4411,2026-03-02,Priya Nair,Grace Hopper,Grace,Hopper,Nurture,Zillow,Yes,grace@example.com,work,gh@example.com,home,2065550142,mobile,2065550143,home,Main 1,navy',
    says: {
      externalId: '4411',
      changes: {
        firstName: 'Grace',
        lastName: 'Hopper',
        stage: 'Nurture',
        emails: [{ email: 'grace@example.com' }, { email: 'gh@example.com' }],
        phones: [
          { phone: '2065550142', type: 'mobile' },
          { phone: '2065550143', type: 'home' },
        ],
      },
    },
  },
  'Google Contacts': {
    header:
      'First Name,Middle Name,Last Name,Organization Name,Organization Title,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value',
    row: 'Katherine,,Johnson,Langley,Mathematician,,* myContacts,* Work,kj@example.com ::: kj2@example.com,Home,kj@home.example,Mobile,+1 757 555 0100,Work,+1 757 555 0101',
    says: {
      externalId: null,
      companyName: 'Langley',
      changes: {
        firstName: 'Katherine',
        lastName: 'Johnson',
        title: 'Mathematician',
        emails: [{ email: 'kj@example.com' }, { email: 'kj2@example.com' }, { email: 'kj@home.example' }],
        phones: [
          { phone: '+1 757 555 0100', type: 'mobile' },
          { phone: '+1 757 555 0101', type: 'work' },
        ],
      },
    },
  },
  Outlook: {
    header:
      'Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,Business Fax,Business Phone,Company Main Phone,Home Phone,Mobile Phone,E-mail Address,E-mail 2 Address,E-mail 3 Address,Web Page',
    row: 'Dr.,Mary,,Jackson,,Langley,Research,Engineer,Main 1,Hampton,757 555 0199,757 555 0100,,757 555 0101,757 555 0102,mary@example.com,mj@example.com,,example.com',
    says: {
      companyName: 'Langley',
      changes: {
        firstName: 'Mary',
        title: 'Engineer',
        emails: [{ email: 'mary@example.com' }, { email: 'mj@example.com' }],
        phones: [
          { phone: '757 555 0199', type: 'fax' },
          { phone: '757 555 0100', type: 'work' },
          { phone: '757 555 0101', type: 'home' },
          { phone: '757 555 0102', type: 'mobile' },
        ],
      },
    },
  },
  Zoho: {
    header:
      'Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,Account Name,Email,Title,Department,Phone,Home Phone,Mobile,Secondary Email,Modified Time',
    row: 'zcrm_5100,zcrm_1,Priya Nair,Web,Dorothy,Vaughan,zcrm_77,Langley,dv@example.com,Head,West,757 555 0100,,757 555 0102,dv@home.example,2026-11-02 14:33:00',
    says: {
      externalId: 'zcrm_5100',
      companyName: 'Langley',
      companyExternalId: 'zcrm_77',
      changes: {
        firstName: 'Dorothy',
        title: 'Head',
        emails: [{ email: 'dv@example.com' }, { email: 'dv@home.example' }],
        phones: [
          { phone: '757 555 0100', type: 'work' },
          { phone: '757 555 0102', type: 'mobile' },
        ],
      },
    },
  },
}

const companies: Record<string, { header: string; row: string; says: object }> = {
  HubSpot: {
    header:
      'Record ID,Company name,Company owner,Create Date,Phone Number,City,Country/Region,Industry,Annual Revenue,Number of Employees,Company Domain Name,Website URL,Description,Year Founded,Lifecycle Stage,Street Address,State/Region,Postal Code',
    row: '880011,Harbour Homes,Priya Nair,2026-03-02,+1 206 555 0100,Seattle,US,Real Estate,1250000,40,harbour.example,https://harbour.example,Sells boats,1998,Customer,Main 1,WA,98101',
    says: {
      externalId: '880011',
      changes: {
        name: 'Harbour Homes',
        stage: 'Customer',
        industry: 'Real Estate',
        website: 'https://harbour.example',
        annualRevenue: 1_250_000,
        companySize: '40',
        foundedDate: '1998-01-01',
        description: 'Sells boats',
        addresses: [{ street: 'Main 1', city: 'Seattle', state: 'WA', code: '98101', country: 'US' }],
      },
    },
  },
  Salesforce: {
    header:
      'Id,Name,Type,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry,Phone,Website,Industry,AnnualRevenue,NumberOfEmployees,Description',
    row: '0015g00000XyZ,Harbour Homes,Customer,Main 1,Seattle,WA,98101,US,(206) 555-0100,harbour.example,Real Estate,"1,250,000.50",40,',
    says: {
      externalId: '0015g00000XyZ',
      changes: {
        name: 'Harbour Homes',
        stage: 'Customer',
        annualRevenue: 1_250_000.5,
        addresses: [{ street: 'Main 1', city: 'Seattle', state: 'WA', code: '98101', country: 'US' }],
      },
    },
  },
  Pipedrive: {
    header:
      'Organization - ID,Organization - Name,Organization - Label,Organization - Address,Organization - City/town/village/locality of Address,Organization - State/county of Address,Organization - Country of Address,Organization - ZIP/Postal code of Address,Organization - Owner',
    row: '9,Analytical Engines,Customer,"1 Dorset St, London",London,,UK,W1U,Priya Nair',
    says: {
      externalId: '9',
      changes: {
        name: 'Analytical Engines',
        stage: 'Customer',
        addresses: [{ street: '1 Dorset St, London', city: 'London', code: 'W1U', country: 'UK' }],
      },
    },
  },
  Zoho: {
    header:
      'Record Id,Account Owner,Account Name,Phone,Website,Account Type,Industry,Employees,Annual Revenue,Billing Street,Billing City,Billing State,Billing Code,Billing Country,Description',
    row: 'zcrm_77,Priya Nair,Langley,757 555 0100,langley.example,Customer,Research,300,€ 5.000.000,Main 1,Hampton,VA,23681,US,',
    says: {
      externalId: 'zcrm_77',
      changes: {
        name: 'Langley',
        stage: 'Customer',
        companySize: '300',
        annualRevenue: 5_000_000,
        addresses: [{ street: 'Main 1', city: 'Hampton', state: 'VA', code: '23681', country: 'US' }],
      },
    },
  },
}

/** Enough for the rows above: cells in quotes have no quote in them. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

describe('an export of people', () => {
  test.each(Object.entries(people))('by %s is read by its headers alone', (_, { header, row, says }) => {
    const columns = matchColumns(cellsOf(header), 'people')
    expect(refuseColumns(columns, 'people')).toBeUndefined()
    const read = readRow({ line: 2, cells: cellsOf(row) }, 'people', columns)
    expect(read).toMatchObject({ values: says })
  })
})

describe('an export of companies', () => {
  test.each(Object.entries(companies))('by %s is read by its headers alone', (_, { header, row, says }) => {
    const columns = matchColumns(cellsOf(header), 'companies')
    expect(refuseColumns(columns, 'companies')).toBeUndefined()
    const read = readRow({ line: 2, cells: cellsOf(row) }, 'companies', columns)
    expect(read).toMatchObject({ values: says })
  })
})

describe('columns that somebody chose', () => {
  test('are refused where one field comes twice, or none is chosen', () => {
    expect(refuseColumns(['', ''], 'people')).toContain('at least one')
    expect(refuseColumns(['firstName', 'firstName'], 'people')).toContain('First name')
    expect(refuseColumns(['email', 'email'], 'people')).toBeUndefined()
    expect(refuseColumns(['industry'], 'people')).toContain('industry')
  })
})

describe('a cell', () => {
  const read = (field: string, cell: string) => {
    const { values } = readRow({ line: 2, cells: ['x', cell] }, 'companies', ['name', field]) as {
      values?: { changes: Record<string, unknown>; sourceUpdatedAt: string | null }
    }
    return values && (field === 'sourceUpdatedAt' ? values.sourceUpdatedAt : values.changes[field])
  }

  test.each([
    ['1250000', 1_250_000],
    ['1,250,000.5', 1_250_000.5],
    ['1.250.000,50', 1_250_000.5],
    ['$ 900', 900],
    ['900 EUR', 900],
    ['-12,5', -12.5],
    ["1'250'000", 1_250_000],
    ['a lot', undefined],
    ['1.2M', undefined],
  ])('%s is a number, or a problem', (cell, value) => expect(read('annualRevenue', cell)).toBe(value))

  test.each([
    ['1998', '1998-01-01'],
    ['1998-04-15', '1998-04-15'],
    ['1998-04-15T00:00:00Z', '1998-04-15'],
    ['1998-02-30', undefined],
    ['0000', undefined],
    ['15.04.1998', undefined],
  ])('%s is a date, or a problem', (cell, value) => expect(read('foundedDate', cell)).toBe(value))

  test.each([
    ['2026-11-02T14:33:00+01:00', '2026-11-02T14:33:00+01:00'],
    ['2026-11-02 14:33', '2026-11-02T14:33:00Z'],
    ['2 Nov', undefined],
  ])('%s is a time, or a problem', (cell, value) => expect(read('sourceUpdatedAt', cell)).toBe(value))

  test('keeps a description’s lines and takes the apostrophe of an export away', () => {
    expect(read('description', "'=a\nb")).toBe('=a\nb')
    expect(read('industry', 'Real\r\nestate')).toBe('Real estate')
  })
})

describe('a row of the most characters that a row may have', () => {
  const wide = 250_000
  const spaces = `a${' '.repeat(wide)}b`
  const cells: ['people' | 'companies', string, string][] = [
    ['people', 'email', spaces],
    ['people', 'email', 'a;'.repeat(wide / 2)],
    ['people', 'phone', spaces],
    ['people', 'phones', `work:${' '.repeat(wide)}\u2028b\0`],
    ['people', 'stage', spaces],
    ['people', 'name', `a,${' '.repeat(wide)}\u2028b\0`],
    ['companies', 'annualRevenue', spaces],
    ['companies', 'addresses', '1\n'.repeat(wide / 2)],
  ]

  // A pattern that goes back and forth over the spaces would take minutes, and the test its time.
  test.each(cells)('of %s is read in one pass as %s, and has few problems', (type, field, cell) => {
    const { problems } = readRow({ line: 2, cells: [cell] }, type, [field]) as { problems: object[] }
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.length).toBeLessThanOrEqual(20)
  })

  test('has one problem where a list in it is too long', () => {
    const value = { firstName: 'Elena', emails: Array.from({ length: 100_000 }, () => 0) }
    const { problems } = readRow({ line: 1, value }, 'people', []) as { problems: object[] }
    expect(problems).toEqual([{ field: 'emails', code: 'too_long', detail: 'Use at most 50 entries.' }])
  })
})
