/**
 * Why a version was not converted, or what its WebP lacks: a machine word with its values, kept on the row beside the
 * English sentence, so that a screen can say it in the person's language.
 */
export interface Reason {
  readonly code: keyof typeof ENGLISH;
  /** Of the placeholders in the sentence. */
  readonly values: Readonly<Record<string, string>>;
}

const ENGLISH = {
  no_image: "the content is no JPEG, PNG, GIF or TIFF image",
  cut_gif: "the GIF ends in the middle of a frame",
  too_many_pixels: "the image has more than the {most} pixels allowed",
  too_large: "the image has {bytes} bytes, more than the {most} allowed",
  too_slow: "the image took longer than {seconds} s to convert",
  unreadable: "the image cannot be read: {said}",
  no_free_name: "other objects stand under every name it could have ({names}); move one of them",
  died: "the process ended during its conversion, again and again",
  is_webp: "its content is WebP already",
  other_format: "its content is {format}, which is not asked for",
  animated_png: "it is an animated PNG, of whose {frames} frames only the first could be kept",
  too_wide: "it is {width} x {height} pixels large; a WebP has at most {most} on a side",
  no_smaller: "its WebP would be no smaller ({before} -> {after} bytes)",
  replaced: "replaced by a newer version",
  removed: "no longer in the bucket",
  first_page: "only the first of its {pages} pages was converted",
  renamed: "the name {wanted} belongs to another object",
};

const KOREAN: Record<keyof typeof ENGLISH, string> = {
  no_image: "JPEG, PNG, GIF, TIFF 이미지가 아닙니다",
  cut_gif: "GIF가 프레임 중간에서 끊겼습니다",
  too_many_pixels: "허용된 {most}픽셀보다 큽니다",
  too_large: "{bytes}바이트로, 허용된 {most}바이트보다 큽니다",
  too_slow: "변환에 {seconds}초보다 오래 걸렸습니다",
  unreadable: "이미지를 읽을 수 없습니다: {said}",
  no_free_name: "쓸 수 있는 이름({names})마다 다른 객체가 있습니다. 하나를 옮기세요",
  died: "변환 중에 프로세스가 거듭 종료되었습니다",
  is_webp: "내용이 이미 WebP입니다",
  other_format: "내용이 {format} 형식이라 변환 대상이 아닙니다",
  animated_png: "움직이는 PNG이며, {frames}프레임 가운데 첫 프레임만 남길 수 있습니다",
  too_wide: "크기가 {width} x {height}픽셀입니다. WebP는 한 변이 {most}픽셀까지입니다",
  no_smaller: "WebP로 바꿔도 작아지지 않습니다({before} -> {after}바이트)",
  replaced: "더 새로운 버전으로 바뀌었습니다",
  removed: "버킷에 더 이상 없습니다",
  first_page: "{pages}쪽 가운데 첫 쪽만 변환했습니다",
  renamed: "이름 {wanted}에는 다른 객체가 있습니다",
};

const SENTENCES = { en: ENGLISH, ko: KOREAN };

/** The reason in a language, as the end of a sentence: `a.jpg was skipped: …`. */
export function reasonIn(language: keyof typeof SENTENCES, { code, values }: Reason): string {
  return SENTENCES[language][code].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
