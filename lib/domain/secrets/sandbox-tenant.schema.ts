/** The tenant that launches of a sandbox secret name: of no team, and the same for every widget. */
export const sandboxTenantId = '00000000-0000-4000-8000-000000000001'
