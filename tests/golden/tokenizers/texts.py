"""The torture text: what people type, and what only a test types. Half a surrogate pair is written as Python's lone surrogate."""

SCRIPTS = {  # twenty of them: capitals, marks, digits and punctuation of their own, words run together
    "latin": "Straße, naïve coöperation; ÆØÅ æøå ŁÓDŹ łódź İstanbul ıssız ﬁligran Ǆungla ǅ ſtill ªº Ⅷ ½ \u1e9e",
    "greek": "Η Αθήνα είναι όμορφη· ΣΊΣΥΦΟΣ ςσ; ἀρχὴ ἥμισυ παντός, ʹαʹ 5ο",
    "cyrillic": "Привет, мир! Ёжик съел щуку… українська ґанок ЇЄІ сръбски Ђорђе й й",
    "armenian": "Բարեւ աշխարհ։ Հայերեն՝ «գիրք» և ու՞մ",
    "georgian": "გამარჯობა მსოფლიო. ᲥᲐᲠᲗᲣᲚᲘ ენა, ⴀⴁ",
    "hebrew": "שָׁלוֹם עולם! מה נשמע? צה״ל ב־2024 ״כן״",
    "arabic": "السلام عليكم، كيف حالك؟ ١٢٣٤٫٥ لغةٌ عربيّة ـــ ﷺ لا فارسی می‌خواهم ۱۲۳",
    "syriac": "ܫܠܡܐ ܥܠܡܐ܀ ܐܒܓܕ",
    "devanagari": "नमस्ते दुनिया। क्या हाल है? १२३४५ क़ क्षत्रिय ॐ",
    "bengali": "নমস্কার বিশ্ব। বাংলা ভাষা ১২৩৪ ক্ষ",
    "tamil": "வணக்கம் உலகம். தமிழ் ௧௨௩ ௹ ஸ்ரீ",
    "telugu": "నమస్కారం ప్రపంచం. తెలుగు ౧౨౩",
    "thai": "สวัสดีชาวโลก ภาษาไทย ๑๒๓๔ ๆ ฿๑๐๐",
    "lao": "ສະບາຍດີ ຊາວໂລກ ໑໒໓",
    "khmer": "សួស្តី​ពិភពលោក។ ភាសាខ្មែរ ១២៣",
    "tibetan": "བཀྲ་ཤིས་བདེ་ལེགས། བོད་སྐད་༡༢༣",
    "ethiopic": "ሰላም ለዓለም፡ አማርኛ። ፩፪፫",
    "hangul": "안녕하세요 세계! 한국어는 띄어쓰기 ㅋㅋㅋ ㅠㅠ 각 값",
    "kana": "こんにちは、世界！ｶﾀｶﾅ カタカナー々〆 「括弧」…２０２４年〜１２月",
    "han": "你好，世界！東京特許許可局。繁體字與简体字 〇一二三 ㊙ ㍿ 𠮷野家 𪚥",
    "cherokee": "ᎣᏏᏲ ᎡᎶᎯ ꭰꭱꭲ",
    "mathematical": "𝒜𝓁𝓅𝒽𝒶 𝟙𝟚𝟛 ℕ⊂ℤ ∀x∈ℝ: ⌈x⌉=−⌊−x⌋ ∑ᵢ₌₀ⁿ x² ≠ 10⁻³ ①②③ 🄰",
}
EMOJI = "🙂🙂 👍🏽 👩‍👩‍👧‍👦👨🏿‍🚀 🏳️‍🌈🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪🇫🇷🇩 #️⃣1️⃣ ❤️❤ ☺︎ 🧑‍💻x🙂y 🫠\u200d 👋,👋!"
CONTRACTIONS = (
    "I'm you're HE'S we'Ve they'LL it'd can't CAN'T rock'n'roll 'tis 'S's''s l'l 'll'll x'T 'RE'ed o'clock ’s ’ll 'ſ 'K "
    "don'tdon't DON'TDON'T Isn'tIt isn'T 'm'M 've 'VE' ' '"
)
CASES = "camelCase PascalCase HTTPServer XMLHttpRequest iPhone eBay McDonald's ABCdefGHI aBcDeF ÉCOLEécole ÄöÜ ЯзыкПрограмм ΑβΓ ßẞ ǅǅ"
DIGITS = "0 12 123 1234 12345 123456 1234567 12345678901234567890 3.14159 1,000,000.00 1e-10 0x1F600 ٣٤٥٦ १२३४५ ²³⁴⁵ ½⅓¼ ⅧⅨ 1st 2nd 42nd12abc34 007 1'000'000 12'5 ３２１４"
PUNCTUATION = (
    "!?!?!?... \u2026\u2026 --- \u2014\u2013 \"quoted\" \u00abguillemets\u00bb \u201eunten oben\u201c (a)[b]{c}<d> a/b\\c a_b__c ~`@#$%^&*()-+= |||| ;;;: ,,, \u00a1\u00bf \u00a7\u00b6\u2020\u2021 \u2022\u00b7 \u00a9\u00ae\u2122 \u20ac\u00a3\u00a5 \u2190\u2191\u2192 "
    "\u250c\u2500\u2510 \u2588\u2589 \u3002\uff0c\u3001 \uff01\uff1f \u060c\u061f //\n//\n/**/ ://// ...\n\n...\n a/\n/b !\n\n! ?\r\n?"
)
BLANKS = [  # runs of each length, between words, before marks and digits, at the ends
    "".join(f"{'a' * (n % 3)}{' ' * n}" for n in range(1, 20)) + "b",
    "".join(f"x{chr(10) * n}" for n in range(1, 34)) + "y",
    "one  two   three    four     five      . 1  2   3    !  -  (  )  ",
    "\ta\t\tb\t\t\tc \t d\t \te\n\tf\n\t\tg\n \t h\t\n\t\ni",
    "a\nb\n\nc\n\n\nd \n e  \n  f\n g\n  h\n   i   \n\n   j   \n   \n   k",
    "a\rb\r\nc\r\r\nd\r\n\r\ne\n\rf \r\n g\r\n  h",
    "\u00a0nbsp\u00a0\u00a0two\u00a0 mixed \u00a0\u3000wide\u3000\u3000\u2003em\u2003\u2009thin\u202fnarrow\u205f\u1680ogham\u0085next\u0085\u0085\u2028line\u2029para\x0b\x0cff \x0b x",
    "zero\u200bwidth\u200b \u200bjoin\u200cer\u200d\u2060\ufeffbom\ufeff soft\u00adhyphen rtl\u202eevil\u202c \u200e\u200f",
    " ", "  ", "   ", "\n", "\n\n", "\n\n\n", "\t", "\r\n", " \n", "\n ", " \n\n  ", " a", "a ", "  a", "a  ", "\na", "a\n", "\u3000", "\u00a0a",
    " " * 300 + "x" + " " * 64, "\n" * 100 + "x" + "\n" * 40, "\t" * 70 + "x", " \n" * 40, "\u2581a\u2581\u2581b \u2581 c\u2581 ",
]
CODE = (
    "fn main() {\n    let x: Vec<u8> = vec![0; 1 << 20];\n\tif x.len() >= 10 && !y { println!(\"{:?}\", &x[..]); } // ok\n}\n\n\n"
    "def f(self, *args, **kw) -> int:\n        \"\"\"Doc.\"\"\"\n        return a[1:-1] if a else {k: v for k, v in b.items()}\r\n"
    "<div class=\"a b\" data-x='1'>&nbsp;&amp;</div>\n<!-- c -->\n<table><tr><td></td></tr></table><h1></h1><br/><p><b>x</b> <i>y</i> </s><s>\n"
    "SELECT * FROM t WHERE a='it''s' AND b<>1; -- x\n#!/bin/sh\n$ grep -rn \"a|b\" . | wc -l > /dev/null 2>&1\n{\"k\": [1, 2.5, null, true], \"é\": \"\\u00e9\\n\"}\n"
    "x+=1;y--;z<<=2;a?b:c;i++;a->b;c::d;e=>f;g||h;@Override public static void main(String[] args){}\n  - yaml: &ref\n      key: |\n        text\n"
)
URLS = (
    "https://example.org:8080/a/b.html?q=1&r=%20#frag http://пример.рф/путь mailto:a.b+c@d-e.co.uk www.x.y ftp://u:p@h/ C:\\Users\\x\\y.txt /usr/local/bin ../.. 192.168.0.1 ::1 "
    "2001:db8::ff00:42:8329 550e8400-e29b-41d4-a716-446655440000 SGVsbG8gV29ybGQ= #hashtag @user"
)
SPECIALS = (
    "<|endoftext|> <|im_start|>user\n<|im_end|> <s></s> <unk> <bos><eos> <start_of_turn>model<end_of_turn> <0x41><0x0A> [INST] [/INST] <|eot_id|> <unused5> <pad>x <|fim_prefix|>"
    "<|endoftext|><|endoftext|> <|endoftext|  <s><s> < s> a<s>b </s>\n"
)
MARKS = "e\u0301 e\u0301\u0301e a\u0300b\u0301c \u0301start x\u0301\u0302\u0303y Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034dA\u036b\u0357\u0334 क\u094d\u0937 n\u0303 \u1100\u1161\u11a8 \u20dd1\u20de ?\u0301 \u0301\n\u0301"
CONTROLS = "nul\x00nul bell\x07 esc\x1b[31m del\x7f c1\x80\x9f \x1c\x1d\x1e\x1f unit \ufffd \ufffe \uffff \U0010ffff \ue000 \U000f0000 \u0378 \U0001faff"
SURROGATES = ["a\ud83db", "\ude42 x", "\ud83d\ud83d\ude42\ude42", "x\ud800", "\udfff\ud800y", "🙂\ud83d 🙂"]
RUNS = ["a" * 600, "ab" * 300, "é" * 200, "東" * 200, "🙂" * 100, "1" * 400, "." * 300, "!?" * 150, "'" * 50, "'s" * 40, "A" * 200 + "a" * 200, "aA" * 100, "<" * 70, "=" * 129, "-" * 257]

TEXTS = [
    *SCRIPTS.values(), " ".join(SCRIPTS.values())[:900], "".join(text[:9] for text in SCRIPTS.values()), EMOJI, CONTRACTIONS, CASES, DIGITS,
    PUNCTUATION, *BLANKS, CODE, URLS, SPECIALS, MARKS, CONTROLS, *SURROGATES, *RUNS,
]
