// What the tiny model says, in words that are soon typed.

export const OPENING = "The quick";
/** What follows OPENING. */
export const REST = " brown fox jumps over lazy dogs.";
