/** What a template may say of the record that is open, and what it says where nothing is known. */
export const templateFields = {
  first_name: 'there',
  last_name: '',
  company: 'your company',
  email: '',
  stage: '',
} as const
export type TemplateField = keyof typeof templateFields
