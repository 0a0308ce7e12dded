/** The product's logo: a gate's corners around a filled square. */
export function BrandMark({ className = 'size-[18px]' }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 18 18" className={className}>
      <path d="M1 6.5V1h5.5M17 11.5V17h-5.5" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M5 5h8v8H5z" className="fill-accent" />
    </svg>
  )
}
