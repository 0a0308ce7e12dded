import type { DemoAddress, DemoContacts } from './records'

type DemandingPerson = DemoContacts & { firstName: string; lastName: string; stage: string }

/** People whose names break careless pages: other scripts, both directions, emoji, quotes and tags, great length. */
export const demandingPeople: DemandingPerson[] = [
  {
    firstName: 'Siobhán "Shiv"',
    lastName: "O'Neil <b>",
    stage: 'Prospect',
    emails: ["shiv.o'neil+homes@mailbox.example"],
    phones: [{ phone: '+353 1 555 0123', type: 'mobile' }],
  },
  {
    firstName: '美咲',
    lastName: '田中',
    stage: 'Active client',
    emails: ['tanaka.misaki@post.example'],
    phones: [{ phone: '+81 3-5550-0142', type: 'mobile' }],
  },
  { firstName: '伟', lastName: '欧阳', stage: 'Lead', emails: ['wei.ouyang@inbox.example'] },
  {
    firstName: '서연',
    lastName: '김',
    stage: 'Under contract',
    phones: [{ phone: '+82 2-555-0148', type: 'mobile' }],
  },
  {
    firstName: 'ليلى',
    lastName: 'الحسن',
    stage: 'Nurture',
    emails: ['layla.alhassan@mailbox.example'],
    phones: [{ phone: '+971 4 555 0163', type: 'mobile' }],
  },
  { firstName: 'נועה', lastName: 'בן־דוד', stage: 'Lead', emails: ['noa.ben-david@post.example'] },
  {
    firstName: 'Robin 🏡',
    lastName: 'Vance 👩‍👩‍👧',
    stage: 'Prospect',
    emails: ['robin.vance@inbox.example'],
  },
  {
    firstName: '<script>alert(1)</script>',
    lastName: 'Young & Sons; DROP TABLE "Person"',
    stage: 'Lead',
    emails: ['mail&more@post.example'],
  },
  { firstName: 'Ana', lastName: 'R', stage: 'Lead' },
  {
    firstName: '',
    lastName: 'Okonkwo',
    stage: 'Lead',
    phones: [{ phone: '+1-206-555-0188', type: 'mobile' }],
  },
  {
    firstName: 'Maximiliana Wilhelmina Josephine',
    lastName: 'von und zu Hohenstaufen-Featherstonehaugh de la Fontaine y Echeverría',
    stage: 'Past client',
    emails: [
      'maximiliana.wilhelmina.josephine.hohenstaufen-featherstonehaugh@a-rather-long-mail-host.example',
    ],
    phones: [
      { phone: '+49 30 5550 0171', type: 'mobile' },
      { phone: '+49 30 5550 0172', type: 'home' },
      { phone: '+49 30 5550 0173', type: 'work' },
    ],
  },
]

type DemandingCompany = DemoContacts & {
  name: string
  stage: string
  industry?: string
  website?: string
  description?: string
  companySize?: string
  annualRevenue?: number
  foundedDate?: Date
  registrationNumber?: string
  taxId?: string
  addresses?: DemoAddress[]
}

export const demandingCompanies: DemandingCompany[] = [
  {
    name: 'Alder & Pike Developments',
    stage: 'Customer',
    industry: 'Real Estate',
    website: 'https://alder-developments.example',
    description:
      'Builds two hundred homes a year around Puget Sound, and sells most of them before the roof is on.',
    companySize: '201-500',
    annualRevenue: 48_250_000.5,
    foundedDate: new Date('1998-04-15T00:00:00Z'),
    registrationNumber: 'REG-60218',
    taxId: '91-5550142',
    emails: ['Hello@alder-developments.example', 'invoices@alder-developments.example'],
    phones: [
      { phone: '+1-206-555-0110', type: 'work' },
      { phone: '+1-206-555-0111', type: 'fax' },
    ],
    addresses: [
      {
        type: 'office',
        street: '418 Alder Lane',
        city: 'Seattle',
        state: 'WA',
        code: '98104',
        country: 'United States',
      },
      {
        type: 'billing',
        street: '27 Cannery Row, Unit 4',
        city: 'Tacoma',
        state: 'WA',
        code: '98402',
        country: 'United States',
      },
    ],
  },
  {
    name: '東京不動産株式会社',
    stage: 'Partner',
    industry: '不動産',
    website: 'https://tokyo-fudosan.example',
    description: '首都圏の住宅とオフィスの仲介。',
    companySize: '501-1000',
    annualRevenue: 9_200_000_000,
    addresses: [
      {
        type: 'office',
        street: '丸の内1-1-1',
        city: '千代田区',
        state: '東京都',
        code: '100-0005',
        country: '日本',
      },
    ],
  },
  {
    name: 'شركة الخليج للعقارات',
    stage: 'Prospect',
    industry: 'Real Estate',
    emails: ['info@gulf-estates.example'],
  },
  {
    name: 'Müller, Weiß & Söhne "Immobilien" <GmbH>',
    stage: 'Lead',
    website: 'https://mueller-weiss.example/?a=1&b=2',
  },
  { name: '🏗️ Crane & Co.', stage: 'Lead' },
]
