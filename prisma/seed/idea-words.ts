interface CategoryWords {
  slug: string;
  name: string;
  things: readonly string[];
}

/** What the demo shop sells ideas for. */
export const CATEGORIES: readonly CategoryWords[] = [
  {
    slug: "kitchen",
    name: "Kitchen",
    things: ["Spice rack", "Lunch box", "Bread slicer", "Recipe planner", "Tea timer", "Herb garden", "Knife block"],
  },
  {
    slug: "travel",
    name: "Travel",
    things: ["Packing list", "Night train guide", "City map", "Luggage scale", "Phrase book", "Route diary", "Hammock"],
  },
  {
    slug: "health",
    name: "Health",
    things: ["Stretching course", "Sleep diary", "Pill box", "Standing desk", "Water bottle", "Step challenge", "Lamp"],
  },
  {
    slug: "learning",
    name: "Learning",
    things: [
      "Flash cards",
      "Reading circle",
      "Maths game",
      "Chemistry set",
      "Typing course",
      "Star chart",
      "Quiz night",
    ],
  },
  {
    slug: "garden",
    name: "Garden",
    things: ["Rain barrel", "Seed swap", "Compost bin", "Bee hotel", "Balcony planter", "Tool library", "Pond pump"],
  },
  {
    slug: "pets",
    name: "Pets",
    things: [
      "Feeding bowl",
      "Dog walk exchange",
      "Cat ladder",
      "Aquarium monitor",
      "Vet diary",
      "Bird feeder",
      "Collar",
    ],
  },
  {
    slug: "work",
    name: "Work",
    things: ["Meeting timer", "Desk organiser", "Invoice template", "Shift planner", "Tea kitchen rota", "Job board"],
  },
  {
    slug: "music",
    name: "Music",
    things: ["Practice log", "Instrument rental", "Chord trainer", "House concert", "Record shelf", "Choir finder"],
  },
];

export const AUDIENCES = [
  "for beginners",
  "for two",
  "for large families",
  "for small flats",
  "for night workers",
  "for left-handers",
  "for grandparents",
  "for schools",
  "for people on the move",
] as const;

export const PROMISES = [
  "It folds flat when nobody needs it.",
  "It costs less than a dinner out.",
  "It works without an account and without a battery.",
  "Neighbours can share one and keep a calendar for it.",
  "It takes ten minutes a day and shows what it brought.",
  "It is made from parts that any hardware shop sells.",
] as const;

export const PEOPLE = ["Ada", "Ben", "Chidi", "Dana", "Emre", "Femi", "Grace", "Hana", "Ivo", "Jun", "Kira"] as const;
