import type { RecordType } from '@/lib/domain/imports/imports.schema'

/** What a column of a file may be. Those that are `many` may come from several columns of one row. */
export type ColumnField = { value: string; label: string; many?: boolean }

const contactFields: ColumnField[] = [
  { value: 'email', label: 'Email', many: true },
  { value: 'phone', label: 'Phone', many: true },
  { value: 'phone.work', label: 'Phone (work)', many: true },
  { value: 'phone.mobile', label: 'Phone (mobile)', many: true },
  { value: 'phone.home', label: 'Phone (home)', many: true },
  { value: 'phone.other', label: 'Phone (other)', many: true },
  { value: 'phone.fax', label: 'Phone (fax)', many: true },
  { value: 'phoneType', label: 'Type of the phone beside it', many: true },
  { value: 'phones', label: 'Phones, one a line as “type: number”', many: true },
]

const sourceFields: ColumnField[] = [
  { value: 'externalId', label: 'External ID' },
  { value: 'apiId', label: 'API ID' },
  { value: 'sourceUpdatedAt', label: 'Changed in your CRM at' },
  { value: 'id', label: 'ID in this portal' },
]

/** The fields in the order in which they are offered. */
export const columnFields: Record<RecordType, readonly ColumnField[]> = {
  people: [
    { value: 'firstName', label: 'First name' },
    { value: 'lastName', label: 'Last name' },
    { value: 'name', label: 'Full name' },
    { value: 'title', label: 'Title' },
    { value: 'stage', label: 'Stage' },
    ...contactFields,
    { value: 'companyName', label: 'Company name' },
    { value: 'companyExternalId', label: 'Company’s external ID' },
    { value: 'companyId', label: 'Company’s ID in this portal' },
    ...sourceFields,
  ],
  companies: [
    { value: 'name', label: 'Name' },
    { value: 'stage', label: 'Stage' },
    { value: 'industry', label: 'Industry' },
    { value: 'website', label: 'Website' },
    { value: 'description', label: 'Description' },
    { value: 'companySize', label: 'Company size' },
    { value: 'annualRevenue', label: 'Annual revenue' },
    { value: 'foundedDate', label: 'Founded' },
    { value: 'registrationNumber', label: 'Registration number' },
    { value: 'taxId', label: 'Tax ID' },
    ...contactFields,
    { value: 'address.street', label: 'Street' },
    { value: 'address.city', label: 'City' },
    { value: 'address.state', label: 'State or region' },
    { value: 'address.code', label: 'Postal code' },
    { value: 'address.country', label: 'Country' },
    { value: 'address.type', label: 'Type of the address' },
    { value: 'addresses', label: 'Addresses, one JSON object a line' },
    ...sourceFields,
  ],
}

/** A header without case, spaces, signs and accents. */
const plain = (header: string) =>
  header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** The names of each field, the surest first. They are those of exports by HubSpot, Salesforce, Pipedrive, Follow Up Boss, Google Contacts, Outlook and Zoho, and our own. */
const idNames = ['externalid', 'crmid', 'recordid', 'id']
const sharedNames: Record<string, readonly string[]> = {
  apiId: ['apiid'],
  id: ['framegateid'],
  sourceUpdatedAt: ['sourceupdatedat', 'changedinyourcrmat'],
}

const fieldNames: Record<RecordType, Record<string, readonly string[]>> = {
  people: {
    ...sharedNames,
    externalId: [...idNames, 'contactid', 'personid', 'leadid'],
    firstName: ['firstname', 'givenname', 'first', 'vorname', 'prenom'],
    lastName: ['lastname', 'familyname', 'surname', 'last', 'nachname', 'nom'],
    name: ['name', 'fullname', 'contactname', 'displayname'],
    title: ['jobtitle', 'organizationtitle', 'organization1title', 'title', 'position'],
    stage: ['stage', 'lifecyclestage', 'leadstatus', 'contactstage', 'label', 'status'],
    companyName: [
      'companyname',
      'company',
      'accountname',
      'organizationname',
      'organization1name',
      'organization',
      'associatedcompany',
      'account',
      'employer',
    ],
    companyId: ['companysframegateid'],
    companyExternalId: [
      'companyexternalid',
      'companysexternalid',
      'associatedcompanyids',
      'associatedcompanyidsprimary',
      'associatedcompanyid',
      'accountid',
      'accountnameid',
      'organizationid',
    ],
  },
  companies: {
    ...sharedNames,
    externalId: [...idNames, 'accountid', 'companyid', 'organizationid'],
    name: ['companyname', 'accountname', 'organizationname', 'name', 'company', 'organization', 'account'],
    stage: ['stage', 'lifecyclestage', 'leadstatus', 'accounttype', 'type', 'label', 'status'],
    industry: ['industry', 'sector'],
    website: ['websiteurl', 'website', 'companydomainname', 'domain', 'webpage', 'url'],
    description: ['description', 'aboutus'],
    companySize: ['companysize', 'numberofemployees', 'employees', 'noofemployees', 'size'],
    annualRevenue: ['annualrevenue', 'revenue', 'turnover'],
    foundedDate: ['foundeddate', 'yearfounded', 'founded'],
    registrationNumber: ['registrationnumber', 'companynumber'],
    taxId: ['taxid', 'vatnumber', 'vatid'],
    'address.street': [
      'street',
      'streetaddress',
      'billingstreet',
      'businessstreet',
      'address1street',
      'mailingstreet',
      'address',
    ],
    'address.city': [
      'city',
      'billingcity',
      'businesscity',
      'address1city',
      'citytownvillagelocalityofaddress',
      'mailingcity',
    ],
    'address.state': [
      'state',
      'stateregion',
      'stateprovince',
      'billingstate',
      'billingstateprovince',
      'businessstate',
      'address1region',
      'statecountyofaddress',
      'region',
      'mailingstate',
    ],
    'address.code': [
      'postalcode',
      'zip',
      'zipcode',
      'zippostalcode',
      'billingcode',
      'billingpostalcode',
      'billingzippostalcode',
      'businesspostalcode',
      'address1postalcode',
      'zippostalcodeofaddress',
      'code',
      'mailingpostalcode',
    ],
    'address.country': [
      'country',
      'countryregion',
      'billingcountry',
      'businesscountryregion',
      'address1country',
      'countryofaddress',
      'mailingcountry',
    ],
    'address.type': ['addresstype', 'address1type', 'address1label'],
    addresses: ['otheraddresses'],
  },
}

/** Columns that a row may have several of, by the shape of their names. */
const manyNames: readonly [field: string, name: RegExp][] = [
  [
    'email',
    /^(?:primary|work|business|home|personal|secondary|other|additional)?e?mails?(?:address(?:es)?)?$/,
  ],
  ['email', /^e?mail(?:address)?\d+(?:value|address)?$|^e?mail(?:work|home|other)$|^secondemail$/],
  ['phone.mobile', /^(?:mobile|cell)(?:phone)?(?:number)?\d*$|^phone(?:mobile|cell)$/],
  ['phone.work', /^(?:work|business|office|company|companymain)(?:tele)?phone(?:number)?\d*$|^phonework$/],
  ['phone.home', /^home(?:tele)?phone(?:number)?\d*$|^phonehome$/],
  ['phone.fax', /^(?:business|work|home|other)?fax(?:number)?$|^phonefax$/],
  ['phone.other', /^other(?:tele)?phone(?:number)?$|^phoneother$|^asstphone$|^assistantphone$/],
  ['phoneType', /^(?:tele)?phone(?:\d+)?(?:type|label)$/],
  ['phone', /^(?:primary|main)?(?:tele)?phone(?:number)?(?:\d+)?(?:value)?$/],
  ['phones', /^otherphones$/],
]

/** Pipedrive writes what a column is of before its name. */
const prefixes: Record<RecordType, RegExp> = {
  people: /^(?:person|contact) [-–] /i,
  companies: /^(?:organi[sz]ation|company|account) [-–] /i,
}

/** The field of each column by its header; '' where none is known. A field that comes once takes its surest name. */
export function matchColumns(headers: readonly string[], type: RecordType): string[] {
  const names = headers.map((header) => plain(header.replace(prefixes[type], '')))
  const found = names.map((name) => manyNames.find(([, pattern]) => pattern.test(name))?.[0] ?? '')
  for (const [field, known] of Object.entries(fieldNames[type])) {
    const index = known.map((name) => names.indexOf(name)).find((at) => at >= 0)
    if (index !== undefined && found[index] === '') found[index] = field
  }
  return found
}

/** Why a choice of columns cannot be imported; undefined if it can. */
export function refuseColumns(columns: readonly string[], type: RecordType): string | undefined {
  const known = new Map(columnFields[type].map((field) => [field.value, field]))
  const chosen = columns.filter((column) => column !== '')
  if (chosen.length === 0) return 'Choose the field of at least one column.'
  for (const column of chosen) {
    const field = known.get(column)
    if (!field) return `${column} is not a field of ${type}.`
    if (!field.many && chosen.filter((other) => other === column).length > 1)
      return `Two columns are ${field.label}. Choose one of them.`
  }
  return undefined
}
