'use client'

import { useFormStatus } from 'react-dom'
import { Button, type ButtonProps } from './button'

/** The button that submits its form, pending while the form's action runs. */
export function SubmitButton(props: ButtonProps) {
  const { pending } = useFormStatus()
  return <Button variant="primary" {...props} type="submit" pending={pending || props.pending} />
}
