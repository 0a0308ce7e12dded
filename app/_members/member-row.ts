export type MemberRow = {
  id: string
  name: string
  email: string
  role: string
  roleLabel: string
  createdAt: Date
  isYou: boolean
  /** Only in a team: whether this member can install and enable widgets. */
  mayInstall?: boolean
}
