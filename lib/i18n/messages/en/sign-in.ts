export const signIn = {
  title: "Sign in",
  heading: "Sign in to Belfry",
  withoutRole: "{email} has no role here. Ask an admin for one, or sign in as somebody else.",
  email: "E-mail",
  password: "Password",
  submit: "Sign in",
  firstAdmin:
    "The first admin's password was printed once by <code>npm run quickstart</code>, or comes from ADMIN_PASSWORD.",
  enterEmail: "Enter an e-mail address.",
  enterPassword: "Enter the password.",
  refusal: {
    wrong: "Invalid email or password",
    tooMany: "Too many failed sign-ins; wait up to 15 minutes.",
    failed: "Signing in failed; try again.",
  },
} as const;
