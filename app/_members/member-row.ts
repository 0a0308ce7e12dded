export type MemberRow = {
  id: string
  name: string
  email: string
  role: string
  roleLabel: string
  createdAt: Date
  isYou: boolean
  /** Only in a team: whether this member installs and enables widgets. */
  mayInstall?: boolean
}
