/** One measured thing: what, how much, and how much it should be. Nothing is asserted. */
export type Figure = { what: string; value: string; aim: string }
