// Qr: a QR code (ISO/IEC 18004, correction M, quiet zone 4) as one path, black on white in every theme: scanners read nothing else well.
import { useMemo } from 'react';
import { encode } from 'uqr';

type QrProps = { readonly text: string; readonly label: string; readonly size?: number };

export function Qr({ text, label, size = 240 }: QrProps) {
  const { path, width } = useMemo(() => {
    const { data, size: modules } = encode(text, { ecc: 'M', border: 4 });
    const parts = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: parts.join(''), width: modules };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${width}`}
      width={size}
      height={size}
      shapeRendering="crispEdges"
      className="rounded-md bg-white"
    >
      <path d={path} fill="#000000" />
    </svg>
  );
}
