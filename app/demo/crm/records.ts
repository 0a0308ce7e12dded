/** What this CRM has. Contacts and companies are in the shape of the portal's API, which the page hands to the element as they are. */
export const crmRecords = {
  contacts: [
    contact(101, 'Susan', 'Red', 'Head of relocation', 'Negotiation', '1000', 0),
    contact(102, 'Frank', 'Redford', 'Facilities manager', 'Qualified', '1011', 0),
    contact(103, 'Marco', 'Silva', 'Private buyer', 'New', '1033', null),
    contact(104, 'Aiko', 'Tanaka', 'Office manager', 'Qualified', '1066', 1),
    contact(105, 'Omar', 'Haddad', 'Owner', 'Viewing booked', '1088', 2),
    contact(106, 'Grace', 'Moore', 'Private seller', 'Won', '1099', null),
  ],
  companies: [company(0), company(1), company(2)],
  deals: [
    { id: 1, name: 'Mill Street 4, two floors', contactId: 'tw-101', stage: 'Negotiation', value: 1_240_000 },
    { id: 2, name: 'Ferry Wharf, unit 12', contactId: 'tw-104', stage: 'Offer sent', value: 610_000 },
    { id: 3, name: 'Alder Hill 31', contactId: 'tw-103', stage: 'New', value: 455_000 },
    { id: 4, name: 'Union Avenue 7', contactId: 'tw-105', stage: 'Viewing booked', value: 890_000 },
  ],
  tasks: [
    { id: 7001, title: 'Call about the viewing on Saturday', contactId: 'tw-105', due: 'Today' },
    { id: 7002, title: 'Call back about the balcony', contactId: 'tw-103', due: 'Tomorrow' },
    { id: 7003, title: 'Ask for the signed papers', contactId: 'tw-101', due: 'Friday' },
  ],
}

function contact(
  number: number,
  firstName: string,
  lastName: string,
  title: string,
  stage: string,
  externalId: string,
  companyIndex: number | null,
) {
  const employer = companyIndex === null ? null : company(companyIndex)
  const domain = employer ? employer.emails[0]?.email.split('@')[1] : 'mail.example'
  return {
    id: `tw-${number}`,
    externalId,
    firstName,
    lastName,
    title,
    stage: { name: stage },
    emails: [{ email: `${firstName}.${lastName}@${domain}`.toLowerCase(), isPrimary: true }],
    phones: [{ phone: `+1 555 01${number}`, type: 'mobile', isPrimary: true }],
    ...(employer
      ? {
          company: {
            id: employer.id,
            name: employer.name,
            industry: employer.industry,
            website: employer.website,
          },
        }
      : {}),
  }
}

function company(index: number) {
  const [name = '', domain = '', industry = '', city = ''] =
    [
      ['Red Harbour Logistics', 'redharbour.example', 'Transport', 'Portland'],
      ['Tanaka Studio', 'tanaka.example', 'Design', 'Seattle'],
      ['Haddad Bakeries', 'haddad.example', 'Food', 'Portland'],
    ][index] ?? []
  return {
    id: `tw-c${index + 1}`,
    name,
    industry,
    website: `https://${domain}`,
    stage: { name: 'Customer' },
    emails: [{ email: `office@${domain}`, isPrimary: true }],
    phones: [{ phone: `+1 555 020${index}`, type: 'work', isPrimary: true }],
    addresses: [{ type: 'office', street: `${index + 2} Wharf Road`, city, state: 'OR', country: 'US' }],
  }
}
