'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input, type InputProps } from '@/components/ui/field'

/** A password, with a button that shows what was typed. Without scripts it's an ordinary password field. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'icon' | 'trailing'>) {
  const [isShown, setShown] = useState(false)
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Input {...props} type={isShown ? 'text' : 'password'} spellCheck={false} autoCapitalize="none" />
      <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? 'Hide' : 'Show'}
      </Button>
    </span>
  )
}
