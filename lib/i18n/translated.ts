/** The same keys in another language: one too few or too many does not compile. */
export type Translated<Of> = { readonly [Key in keyof Of]: Of[Key] extends string ? string : Translated<Of[Key]> };
