// What is cut from mails and how prose is joined, by examples and on the whole corpora: `npm test` here.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mailText } from "./mail.mjs";
import { mail, prose } from "./make.mjs";
import { proseText } from "./prose.mjs";

const own =
  "I have looked at the plan for the new office, and I think that it will work if we\n" +
  "move the meeting room to the other side of the floor. The rest can stay as it is.\n\n" +
  "Can you ask the others whether they agree before we meet again on Monday morning?";
const ownUnwrapped = own.replace("if we\nmove", "if we move").replace("morning?", "morning?");
const wrapped = (body, header = "") => `From: ann@host.example\nSubject: Re: the plan\n${header}\n${body}`;

test("headers, quotes and signatures are cut", () => {
  const quotes = "On Mon, Sep 2, 2002, Bob wrote:\n> What do you think?\n> Bob\n\n";
  assert.equal(mailText(wrapped(`${quotes}${own}\n\nAnn\n\n-- \nAnn Miller\n+1 555`)).text, `${ownUnwrapped}\n\nAnn`);
  assert.equal(mailText(wrapped(`${own}\n\n-----Original Message-----\nFrom: Bob`)).text, ownUnwrapped);
  assert.equal(mailText(wrapped(`${own}\n_______________________________________________\nA list`)).text, ownUnwrapped);
  assert.equal(mailText(wrapped(`>>>>> "B" == Bob writes:\n\nB> What?\n\n${own}`)).text?.endsWith(ownUnwrapped), true);
});

test("what no hand typed is left out, and why is told", () => {
  assert.deepEqual(mailText(wrapped("Yes.")), { dropped: "too short" });
  assert.deepEqual(mailText(wrapped(`${own}\n\n    make install`)), { dropped: "with code or addresses" });
  assert.deepEqual(mailText(wrapped(own, "Content-Type: text/html\n")), { dropped: "not plain text" });
  assert.deepEqual(mailText(wrapped(`URL: http://host.example/1\n\n${own}`)), { dropped: "a feed's" });
});

test("short lines stay lines", () => {
  assert.equal(mailText(wrapped(`Hi Bob,\n${own}\n\nBye\nAnn`)).text, `Hi Bob,\n${ownUnwrapped}\n\nBye\nAnn`);
});

test("prose is joined as it was printed", () => {
  const tagged = "\n\n\tHe/pps said/vbd ,/, ``/`` Go/vb (/( now/rb )/) !/. !/. ''/''\nAnn's/np$ hat/nn ;/. ;/.\n\n\n\tA/at-hl Head/nn-hl\n";
  assert.equal(proseText(tagged), 'He said, "Go (now)!" Ann\'s hat;');
});

test("the corpora hold only what was meant", () => {
  const mails = mail();
  assert.ok(mails.texts.length > 400, `${mails.texts.length} mails`);
  assert.equal(Object.values(mails.dropped).reduce((sum, count) => sum + count) + mails.texts.length, 2500, "all are accounted for");
  for (const text of mails.texts) {
    assert.match(text, /^[\n\x20-\x7e]+$/);
    assert.doesNotMatch(text, /^\s*>|^-- ?$|https?:|-----Original/m, text);
  }
  const samples = prose();
  assert.equal(samples.texts.length, 500);
  for (const text of samples.texts) assert.doesNotMatch(text, /\w\/(?:nn|vb|at|in|jj|np|cc)\b|``|''| [,.;?!]/, text.slice(0, 80));
});
