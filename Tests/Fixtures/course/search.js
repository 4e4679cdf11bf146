globalThis.labbookCourse = [
  [
    "01-first/index.html",
    "First <steps>",
    "",
    "The curve, Figure 1 of The curve, words, Word (Glossary), Here"
  ],
  [
    "01-first/index.html#here",
    "First <steps>",
    "Here",
    "1 hello there answer 42 Solutions, data broken link."
  ],
  [
    "02-curve/index.html",
    "The curve",
    "",
    "Seen in Here (First <steps>) and the first. 1 Figure 1. A curve, as in the glossary. loss 0.125"
  ],
  [
    "02-curve/index.html#the-end",
    "The curve",
    "The end",
    "See Figure 1."
  ],
  [
    "glossary/index.html#word",
    "Glossary",
    "Word",
    "Used in Figure 1 of The curve."
  ],
  [
    "solutions/01-first/index.html",
    "Solved",
    "",
    "Back 2"
  ]
];
