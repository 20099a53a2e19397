/** The frame of all pages. */
export const shell = {
  description: "Scheduled jobs that run on time, once, and say so when they don't.",
  skip: "Skip to content",
  main: "Main",
  jobs: "Jobs",
  runs: "Runs",
  breadcrumb: "Breadcrumb",
  signOut: "Sign out {email}",
  noRole: "no role",
  role: { admin: "admin", operator: "operator", viewer: "viewer" },
  language: "Language",
  theme: "Theme",
  themes: { system: "system theme", light: "light theme", dark: "dark theme" },
} as const;
