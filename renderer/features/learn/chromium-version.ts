// The browser's own full version (User-Agent Client Hints), which the ordinary user agent string no longer carries.

type Brand = { readonly brand: string; readonly version: string };
type ClientHints = {
  readonly getHighEntropyValues: (
    hints: readonly string[],
  ) => Promise<{ readonly fullVersionList?: readonly Brand[] }>;
};

/** Empty when the browser does not say. Never rejects. */
export async function chromiumVersion(): Promise<string> {
  try {
    const hints = (navigator as { readonly userAgentData?: ClientHints }).userAgentData;
    const found = await hints?.getHighEntropyValues(['fullVersionList']);
    return found?.fullVersionList?.find(({ brand }) => brand === 'Chromium')?.version ?? '';
  } catch {
    return '';
  }
}
