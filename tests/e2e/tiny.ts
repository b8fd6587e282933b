// What the tiny model says (tests/fixtures/tiny_model.py), in the words that tests use.

export const OPENING = "Thank you for your email. I am writing to";
/** What follows OPENING. */
export const MEETING = " ask about the meeting on Monday morning.";

/** A text to rewrite, and what the model makes of any. */
export const DRAFT = "Thank you for you're mail.";
export const ANSWER = "Thank you for your email.";
