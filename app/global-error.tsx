"use client";

/**
 * Replaces the whole page when even the root layout fails, so it brings its own plain look, and all languages: which one
 * the person reads is what could not be found out.
 */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui, sans-serif", padding: "2rem" }}>
        <h1>Belfry could not be shown</h1>
        <p>The server met an error; its log has the details.</p>
        <p lang="ko">Belfry를 표시할 수 없습니다. 서버에 오류가 발생했으며 자세한 내용은 서버 로그에 있습니다.</p>
        <button type="button" onClick={retry}>
          Try again · <span lang="ko">다시 시도</span>
        </button>
      </body>
    </html>
  );
}
