type Named = {
  firstName: string
  lastName: string
  email?: string | undefined
  phone?: string | undefined
  /** The primary one first. */
  emails?: { email: string }[]
  phones?: { phone: string }[]
}

/** How pages call a person: by name, else by an email or phone number. A person has at least one of them. */
export function nameOfPerson({ firstName, lastName, email, phone, emails, phones }: Named): string {
  return (
    `${firstName} ${lastName}`.trim() ||
    email ||
    emails?.[0]?.email ||
    phone ||
    phones?.[0]?.phone ||
    'A person without a name'
  )
}
