"use client";

/** Replaces the whole page when even the root layout fails, so it brings its own plain look. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui, sans-serif", padding: "2rem" }}>
        <h1>Belfry could not be shown</h1>
        <p>The server met an error; its log has the details.</p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </body>
    </html>
  );
}
