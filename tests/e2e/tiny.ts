// What the tiny model says (tests/fixtures/tiny_model.py), in the words that tests use.

export const OPENING = "Thank you for your email. I am writing to";
/** What follows OPENING. */
export const MEETING = " ask about the meeting on Monday morning.";

/** A text to rewrite, and what the model makes of any. */
export const DRAFT = "Thank you for you're mail.";
export const ANSWER = "Thank you for your email.";

/** What follows "The colours", again and again, and the token of its last word. */
export const COLOURS = " red blue green gold pink white black grey";
export const COLOURS_TOKEN = 292;
