export type PalettePage = { href: string; label: string; group: string }
