// Mark: the portcullis.
export function Mark({ size = 18 }: { readonly size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 18 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      className="shrink-0 text-accent"
    >
      <path d="M2 18V8.5a7 7 0 0 1 14 0V18M5.5 3.2V18M9 1.6V18M12.5 3.2V18M2 8.4h14M2 13h14" />
    </svg>
  );
}
